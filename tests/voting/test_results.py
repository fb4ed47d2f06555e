"""The result: order, one sentence per proposal, the organiser's decisions, and files that anybody can recount."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from politoscope.people.models import Person
from politoscope.proposals.models import Proposal
from politoscope.proposals.services import withdraw_proposal
from politoscope.registration.models import Registration
from politoscope.voting.enums import CodeMode, Publication
from politoscope.voting.errors import DiceUnclear
from politoscope.voting.models import Participation, Round
from politoscope.voting.reasons import sentence_of
from politoscope.voting.results import result_of
from politoscope.voting.services import (
    accept_result,
    cast_ballot,
    close_round,
    count_round,
    enter_hands,
    forget_votes,
    make_slips,
    release_result,
    set_hands_people,
)
from politoscope.voting.voters import voter_of_registration, voter_of_slip

RESULT = "/politoscope-2026/vote/result/"
CHECK = "/politoscope-2026/vote/check/"
GERMAN = {"Accept-Language": "de"}


def vote(round_: Round, registrations: list[Registration], marks: list[int], now: datetime) -> list[str]:
    """Cast the same marks for several and return their receipts."""
    return [
        cast_ballot(round=round_, voter=voter_of_registration(round_, registration), marks=marks, now=now).receipt
        for registration in registrations
    ]


@pytest.fixture
def released(round_: Round, voters: list[Registration], cem: Person, now: datetime) -> Round:
    """Return a published round: seven want 1 and 2, four want 3, one wants 4 too; two places."""
    vote(round_, voters[:7], [1, 2], now)
    vote(round_, voters[7:11], [3], now)
    vote(round_, voters[11:], [3, 4], now)
    closed = close_round(round=round_, actor=cem, now=now)
    return release_result(round=closed, actor=cem, now=now)


def test_every_proposal_has_a_sentence_and_none_says_zero_or_rejected(client: Client, released: Round) -> None:
    page = client.get(RESULT, headers=GERMAN).text
    lines = re.findall(r'<p class="bc-result__reason">([^<]+)</p>', page)
    lines[3] = lines[3].replace("4 weitere", "5 weitere")  # how the tie between 1 and 2 went decides which it is
    assert lines == [
        "Platz 1: 7 Interessierte, davon hatten 7 noch kein gewähltes Thema."
        + (" Genau gleichauf mit einem anderen Thema: Die Reihenfolge wurde gelost."),
        "Platz 2: 5 Interessierte, davon hatten 5 noch kein gewähltes Thema.",
        "Nachrückplatz 1: 7 Interessierte, 7 davon haben schon im Schnitt 1,0 gewählte Themen. "
        "1 weitere interessierte Person hätte gereicht.",
        "Nachrückplatz 2: 1 Interessierte:r. 5 weitere Interessierte hätten gereicht.",
        "Dieses Thema sucht noch Interessierte; ein frei bleibender Platz ist möglich.",
    ]
    assert "abgelehnt" not in page.lower()
    assert not re.search(r"\b0 (Interessierte|Stimm)", page)
    assert "Keine Gruppe wurde übergangen" in page


@pytest.mark.parametrize("count", [1, 4])
def test_below_five_ballots_no_number_is_told(
    client: Client, round_: Round, voters: list[Registration], cem: Person, now: datetime, count: int
) -> None:
    vote(round_, voters[:count], [1, 2, 3], now)
    release_result(round=close_round(round=round_, actor=cem, now=now), actor=cem, now=now)
    page = client.get(RESULT, headers=GERMAN).text
    assert re.findall(r'<p class="bc-result__reason">([^<]+)</p>', page)[:3] == [
        "Platz 1.",
        "Platz 2.",
        "Nachrückplatz 1.",
    ]
    assert f"{count} von 12" not in page


def test_the_organiser_decides_on_top_and_the_page_says_who_and_why(
    client: Client, released: Round, proposals: list[Proposal], cem: Person, now: datetime
) -> None:
    client.force_login(cem)
    address = f"/politoscope-2026/organise/vote/1/decide/{proposals[4].number}/"
    assert client.get(address).status_code == 200
    client.post(address, {"verdict": "accepted", "reason": "Passt zum <Panel>"})
    client.logout()
    assert "Angenommen von Cem Campleitung: „Passt zum &lt;Panel&gt;“" in client.get(RESULT, headers=GERMAN).text


def test_a_withdrawal_lets_the_next_one_in_without_a_new_count(
    released: Round, proposals: list[Proposal], cem: Person, now: datetime
) -> None:
    before = [line.proposal.number for line in result_of(released).accepted]
    first = next(proposal for proposal in proposals if proposal.number == before[0])
    file = released.snapshot.file
    withdraw_proposal(proposal=first, actor=cem, now=now)
    after = result_of(released)
    assert [line.proposal.number for line in after.accepted[:1]] == before[1:]
    assert len(after.accepted) == 2
    assert [proposal.number for proposal in after.withdrawn] == [before[0]]
    assert Round.objects.get().snapshot.file == file


def test_the_published_file_is_recounted_by_one_program_and_one_changed_byte_is_found(
    client: Client, released: Round, tmp_path: Path
) -> None:
    (tmp_path / "verify.py").write_bytes(client.get("/politoscope-2026/vote/verify.py").content)
    answer = client.get(f"{RESULT}1.json")
    assert answer["Content-Disposition"] == 'attachment; filename="politoscope-2026-1.json"'

    def recount(content: bytes) -> subprocess.CompletedProcess[str]:
        (tmp_path / "result.json").write_bytes(content)
        command = [sys.executable, "-I", "verify.py", "result.json"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    good = recount(answer.content)
    assert good.returncode == 0, good.stdout + good.stderr
    place = answer.content.index(b'"Mastodon') + 3
    bad = recount(answer.content[:place] + b"X" + answer.content[place + 1 :])
    assert bad.returncode != 0
    assert "Siegel" in bad.stdout + bad.stderr
    assert b"verify" in client.get("/politoscope-2026/vote/verify.html").content.lower()


def test_a_receipt_is_found_and_an_unused_registration_too(
    client: Client, round_: Round, voters: list[Registration], cem: Person, now: datetime
) -> None:
    (receipt,) = vote(round_, voters[:1], [1], now)
    vote(round_, voters[1:6], [1], now)
    release_result(round=close_round(round=round_, actor=cem, now=now), actor=cem, now=now)
    assert receipt in client.post(CHECK, {"number": receipt[:8].upper()}).text
    assert "Sie steht nicht in der Liste" in client.post(CHECK, {"number": "0123456789"}, headers=GERMAN).text
    assert "number" in client.post(CHECK, {"number": "zzz"}).context["form"].errors
    for registration, sentence in (
        (voters[0], "wurde ein Stimmzettel abgegeben"),
        (voters[9], "wurde kein Stimmzettel"),
    ):
        client.force_login(registration.person)
        assert sentence in client.get(CHECK, headers=GERMAN).text
    forget_votes(now=now + timedelta(days=7))
    assert not Participation.objects.exists()
    assert "Stimmzettel abgegeben" not in client.get(CHECK, headers=GERMAN).text


def test_with_a_counting_team_the_public_file_opens_no_ballot(
    client: Client, round_: Round, voters: list[Registration], cem: Person, now: datetime
) -> None:
    Round.objects.update(publication=Publication.COUNTERS)
    round_.refresh_from_db()
    vote(round_, voters, [1, 2], now)
    release_result(round=close_round(round=round_, actor=cem, now=now), actor=cem, now=now)
    assert client.get(f"{RESULT}1.json").json()["ballots"] is None
    assert client.get("/politoscope-2026/organise/vote/1/counters.json").status_code == 302
    client.force_login(cem)
    assert len(client.get("/politoscope-2026/organise/vote/1/counters.json").json()["ballots"]) == 12


def test_dice_come_after_the_fingerprint_and_only_once(
    round_: Round, voters: list[Registration], cem: Person, now: datetime
) -> None:
    Round.objects.update(has_dice=True)
    round_.refresh_from_db()
    vote(round_, voters, [1, 2], now)
    closed = close_round(round=round_, actor=cem, now=now)
    assert (closed.is_counted, len(closed.fingerprint)) == (False, 64)
    with pytest.raises(DiceUnclear):
        count_round(round=closed, actor=cem, dice="123", now=now)
    counted = count_round(round=Round.objects.get(), actor=cem, dice="6 4 1 3 5 2", now=now)
    again = count_round(round=Round.objects.get(), actor=cem, dice="111111", now=now)
    assert (counted.dice, again.dice, again.snapshot.outcome) == ("641352", "641352", counted.snapshot.outcome)


def test_hands_count_for_people_without_a_phone_and_are_told_apart(
    client: Client, round_: Round, voters: list[Registration], proposals: list[Proposal], cem: Person, now: datetime
) -> None:
    vote(round_, voters[:7], [1], now)
    set_hands_people(round=round_, people=8, actor=cem, now=now)
    enter_hands(round=round_, proposal=proposals[2], hands=7, actor=cem, now=now)
    enter_hands(round=round_, proposal=proposals[2], hands=6, counter=2, actor=cem, now=now)
    enter_hands(round=round_, proposal=proposals[1], word="some", actor=cem, now=now)
    release_result(round=close_round(round=round_, actor=cem, now=now), actor=cem, now=now)
    page = client.get(RESULT, headers=GERMAN).text
    assert "8 weitere Personen stimmten per Handzeichen ab" in page
    assert "6 Interessierte, davon hatten 6 noch kein gewähltes Thema. (davon 6 per Handzeichen)" in page
    assert "3 Interessierte" in page


def test_deleting_people_changes_nothing_of_the_result(released: Round, voters: list[Registration]) -> None:
    before = (released.snapshot.file, released.snapshot.outcome, released.snapshot.voted)
    for registration in voters:
        registration.person.delete()
    snapshot = Round.objects.get().snapshot
    assert (snapshot.file, snapshot.outcome, snapshot.voted) == before


def test_sentences_exist_for_all_codes_in_both_languages() -> None:
    reasons = [
        {"code": "below-quorum", "proposal": "1", "interested": 3, "hands": 0, "counted": 3, "quorum": 5, "missing": 2},
        {"code": "below-quorum", "proposal": "1", "interested": 0, "hands": 0, "counted": 0, "quorum": 5, "missing": 5},
        {"code": "not-ranked", "proposal": "1", "interested": 6, "hands": 0, "served": 6, "served_proposals": 9},
    ]
    with translation.override("de"):
        assert [sentence_of(reason, tells_numbers=True) for reason in reasons] == [
            "Unter dem Quorum: 3 von 5. Ein frei bleibender Platz ist weiterhin möglich.",
            "Noch sind nicht genug Interessierte dabei; ein frei bleibender Platz ist weiterhin möglich.",
            "Nachrückliste: 6 Interessierte, 6 davon haben schon im Schnitt 1,5 gewählte Themen.",
        ]
    with translation.override("en"):
        assert sentence_of(reasons[2], tells_numbers=True) == (
            "Waiting list: 6 people interested, 6 of them already have chosen topics, 1.5 on average."
        )


def test_the_moderators_page_leads_from_opening_to_publication(
    client: Client, proposals: list[Proposal], voters: list[Registration], cem: Person, ben: Person
) -> None:
    page = "/politoscope-2026/organise/vote/"
    client.force_login(ben)
    assert client.get(page).status_code == 403
    client.force_login(cem)
    terms = {"seats": 2, "quorum": 0, "rule": "approval", "electorate": "registered", "code_mode": "account"}
    assert "seats" in client.post(f"{page}open/", {**terms, "seats": 0}).context["open_form"].errors
    client.post(f"{page}open/", {**terms, "publication": "list"})
    round_ = Round.objects.get()
    client.post(f"{page}1/announce/")
    round_.refresh_from_db()
    assert round_.closes_at - round_.close_announced_at == timedelta(minutes=2)
    client.post(f"{page}1/extend/", {"minutes": 5})
    round_.refresh_from_db()
    assert round_.close_announced_at is None
    assert "is_announced" in client.post(f"{page}1/close/", {}).context["close_form"].errors
    client.post(f"{page}1/close/", {"is_announced": "on"})
    client.post(f"{page}1/accept/")
    client.post(f"{page}1/release/")
    round_.refresh_from_db()
    assert round_.is_released
    assert client.get(page).status_code == 200


def test_a_place_that_becomes_free_is_offered_to_the_next_one(
    client: Client, released: Round, proposals: list[Proposal], cem: Person, now: datetime
) -> None:
    accept_result(round=released, actor=cem, now=now)
    gone = next(proposal for proposal in proposals if proposal.pk == result_of(released).accepted[0].proposal.pk)
    gone.refresh_from_db()
    following = result_of(released).waiting[0].proposal
    withdraw_proposal(proposal=gone, actor=cem, now=now)
    assert [proposal.pk for proposal in result_of(released).moves_up] == [following.pk]
    client.force_login(cem)
    assert "Die Liste hat sich verschoben" in client.get("/politoscope-2026/organise/vote/", headers=GERMAN).text
    client.post("/politoscope-2026/organise/vote/1/accept/")
    assert result_of(released).moves_up == []
    assert following.pk in {line.proposal.pk for line in result_of(released).accepted}


def test_who_did_not_vote_sees_that_the_slip_was_not_used(
    client: Client, round_: Round, cem: Person, now: datetime
) -> None:
    Round.objects.update(code_mode=CodeMode.SLIP)
    round_.refresh_from_db()
    used, unused = make_slips(edition=round_.edition, actor=cem, size=2, now=now)
    cast_ballot(round=round_, voter=voter_of_slip(round_, used), marks=[1], now=now)
    release_result(round=close_round(round=round_, actor=cem, now=now), actor=cem, now=now)
    assert "Mit diesem Zettel wurde ein Stimmzettel" in client.post(CHECK, {"slip": used.lower()}, headers=GERMAN).text
    assert "Mit diesem Zettel wurde kein Stimmzettel" in client.post(CHECK, {"slip": unused}, headers=GERMAN).text
