"""Bad input and bad luck around a ballot, beyond what the tests of its parts cover (see docs/rules)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.models import Proposal
from politoscope.proposals.services import merge_proposals, propose_session
from politoscope.registration.models import Registration
from politoscope.voting.enums import CodeMode
from politoscope.voting.models import Ballot, Round
from politoscope.voting.services import cast_ballot, close_round, make_slips, release_result, void_slips
from politoscope.voting.voters import voter_of_registration

VOTE = "/politoscope-2026/vote/"
CAST = f"{VOTE}1/cast/"
JSON = {"Accept": "application/json"}
HOSTILE = {
    "markup": "<script>alert(1)</script><b>fett</b>",
    "right-to-left": "שלום עולם مرحبا",
    "emoji": "🎙️👩‍👩‍👧‍👦" * 9,
    "one long word": "Donaudampfschifffahrt" * 6,
    "template": "{{ settings.SECRET_KEY }} {% now %} %(number)s",
    "quotes": "'\"`--; DROP TABLE voting_ballot",
}


def test_a_mark_for_a_merged_proposal_counts_for_the_one_that_stands_for_both(
    client: Client, round_: Round, voters: list[Registration], proposals: list[Proposal], cem: Person, now: datetime
) -> None:
    merge_proposals(kept=proposals[0], merged=proposals[1], actor=cem, now=now)
    for registration, marks in zip(voters, (["2"], ["1", "2"], ["1"]), strict=False):
        client.force_login(registration.person)
        assert client.get(VOTE).text.count('name="marks"') == 4
        assert client.post(CAST, {"marks": marks}, headers=JSON).status_code == 200
    outcome = close_round(round=round_, actor=cem, now=now).snapshot.outcome
    assert {reason["proposal"]: reason["interested"] for reason in outcome["reasons"]} == {
        "1": 3, "3": 0, "4": 0, "5": 0
    }  # fmt: skip


def test_slips_of_another_edition_and_void_slips_open_nothing(
    client: Client, round_: Round, other_edition: Edition, cem: Person, now: datetime
) -> None:
    Round.objects.update(code_mode=CodeMode.SLIP)
    (foreign,) = make_slips(edition=other_edition, actor=cem, size=1, now=now)
    (void,) = make_slips(edition=round_.edition, actor=cem, size=1, now=now)
    void_slips(batch=round_.edition.code_batches.get(), actor=cem, now=now)
    for slip in (foreign, void, "A" * 26, "", "0" * 5000):
        answer = client.post(CAST, {"slip": slip, "marks": ["1"]}, headers=JSON)
        assert (answer.status_code, Ballot.objects.count()) in {(422, 0), (403, 0)}
    assert client.post(VOTE, {"slip": foreign}).context["form"].errors


def test_a_slip_is_worth_nothing_where_accounts_vote(client: Client, round_: Round, cem: Person, now: datetime) -> None:
    (slip,) = make_slips(edition=round_.edition, actor=cem, size=1, now=now)
    assert client.post(CAST, {"slip": slip, "marks": ["1"]}, headers=JSON).status_code == 422
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_titles_stay_text_on_ballot_screen_result_and_file(
    client: Client, round_: Round, voters: list[Registration], ada: Person, cem: Person, now: datetime, title: str
) -> None:
    propose_session(edition=round_.edition, person=ada, title=title, now=now - timedelta(hours=1))
    for registration in voters:
        cast_ballot(round=round_, voter=voter_of_registration(round_, registration), marks=[6], now=now)
    client.force_login(voters[0].person)
    pages = [client.get(VOTE)]
    closed = release_result(round=close_round(round=round_, actor=cem, now=now), actor=cem, now=now)
    pages += [client.get(path) for path in (f"{VOTE}result/", "/politoscope-2026/screen/vote/")]
    for page in pages:
        assert page.status_code == 200
        assert title in page.context["edition"].proposals.get(number=6).title
        assert "<script>alert" not in page.text
        assert "<b>fett" not in page.text
        assert "DROP TABLE" not in page.text or "&#x27;&quot;`--; DROP" in page.text
    topics = {topic["id"]: topic["title"] for topic in client.get(f"{VOTE}result/1.json").json()["closing"]["topics"]}
    assert topics["6"] == title
    assert closed.is_released


def test_a_text_of_ten_thousand_characters_is_refused_whole_and_kept_in_the_form(
    client: Client, edition: Edition, ada: Person
) -> None:
    client.force_login(ada)
    text = "ä🎙️ש" * 2500
    page = client.post("/politoscope-2026/proposals/new/", {"title": "Gut", "abstract": text})
    assert "abstract" in page.context["form"].errors
    assert text in page.text
    assert not Proposal.objects.exists()


def test_ten_thousand_marks_are_no_ballot(client: Client, round_: Round, voters: list[Registration]) -> None:
    client.force_login(voters[0].person)
    answer = client.post(CAST, {"marks": [str(number) for number in range(1, 900)]}, headers=JSON)
    assert answer.status_code == 422
    assert not Ballot.objects.exists()
