"""Two proposals become one: with both consents, union of the supporters, reversible until the close."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from politoscope.people.models import Person
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Proposal
from politoscope.proposals.services import propose_session
from politoscope.registration.models import Registration
from politoscope.voting.errors import MergeNotAllowed
from politoscope.voting.models import MergeRequest, Round
from politoscope.voting.queries import planning_marks
from politoscope.voting.services import accept_result, agree_merge, ask_merge, cast_ballot, close_round, end_merge
from politoscope.voting.voters import voter_of_registration


@pytest.fixture
def bens(round_: Round, ben: Person, now: datetime) -> Proposal:
    """Return number 6, Ben's proposal about the same as Ada's first."""
    before = now - timedelta(hours=1)
    return propose_session(edition=round_.edition, person=ben, title="Mastodon für Behörden", now=before)


def vote(round_: Round, registration: Registration, marks: list[int], now: datetime) -> None:
    cast_ballot(round=round_, voter=voter_of_registration(round_, registration), marks=marks, now=now)


def test_the_second_consent_merges_and_the_union_counts_each_person_once(
    round_: Round, voters: list[Registration], proposals: list[Proposal], bens: Proposal, ada: Person, ben: Person,
    cem: Person, now: datetime,
) -> None:  # fmt: skip
    vote(round_, voters[0], [1], now)
    vote(round_, voters[1], [6], now)
    vote(round_, voters[2], [1, 6], now)
    for registration in voters[3:6]:
        vote(round_, registration, [2], now)
    asked = ask_merge(kept=proposals[0], merged=bens, actor=ada, now=now)
    bens.refresh_from_db()
    assert (asked.done_at, bens.status) == (None, ProposalStatus.PROPOSED)
    agree_merge(request=asked, actor=ben, now=now)
    bens.refresh_from_db()
    assert (bens.status, bens.merged_into) == (ProposalStatus.MERGED, proposals[0])
    assert {host.person for host in proposals[0].hosts.all()} == {ada, ben}
    outcome = close_round(round=round_, actor=cem, now=now).snapshot.outcome
    assert {reason["proposal"]: reason["interested"] for reason in outcome["reasons"]} == {
        "1": 3, "2": 3, "3": 0, "4": 0, "5": 0
    }  # fmt: skip
    assert sum(proposals[0].pk in marks for marks in planning_marks(round_.edition)) == 3


def test_voters_are_told_of_a_merge_while_the_round_is_open(
    client: Client, round_: Round, proposals: list[Proposal], bens: Proposal, ada: Person, ben: Person, now: datetime
) -> None:
    def status() -> str:
        since = int((now - timedelta(minutes=1)).timestamp())
        return client.get(f"/politoscope-2026/vote/status/?since={since}", headers={"Accept-Language": "en"}).text

    asked = ask_merge(kept=proposals[0], merged=bens, actor=ada, now=now)
    assert "merged with" not in status()
    merged = agree_merge(request=asked, actor=ben, now=now)
    assert "1 proposal was merged with another one" in status()
    end_merge(request=merged, actor=ben, now=now)
    assert "merged with" not in status()


def test_undone_before_the_close_both_count_for_themselves(
    round_: Round, voters: list[Registration], proposals: list[Proposal], bens: Proposal, ada: Person, ben: Person,
    cem: Person, now: datetime,
) -> None:  # fmt: skip
    vote(round_, voters[0], [1, 6], now)
    asked = agree_merge(request=ask_merge(kept=proposals[0], merged=bens, actor=ada, now=now), actor=ben, now=now)
    end_merge(request=asked, actor=ben, now=now)
    bens.refresh_from_db()
    assert (bens.status, bens.merged_into) == (ProposalStatus.PROPOSED, None)
    assert {host.person for host in proposals[0].hosts.all()} == {ada}
    outcome = close_round(round=round_, actor=cem, now=now).snapshot.outcome
    assert {reason["proposal"]: reason["interested"] for reason in outcome["reasons"]}["6"] == 1


def test_after_the_close_the_better_placed_keeps_its_place(
    round_: Round, voters: list[Registration], proposals: list[Proposal], bens: Proposal, ada: Person, ben: Person,
    cem: Person, now: datetime,
) -> None:  # fmt: skip
    for registration in voters[:4]:
        vote(round_, registration, [6], now)
    vote(round_, voters[5], [1], now)
    close_round(round=round_, actor=cem, now=now)
    later = now + timedelta(minutes=5)
    asked = agree_merge(request=ask_merge(kept=proposals[0], merged=bens, actor=ada, now=later), actor=ben, now=later)
    assert (asked.kept, asked.merged) == (bens, proposals[0])
    assert bens.hosts.filter(person=ada, is_lead=False).exists()


def test_a_merge_after_the_acceptance_frees_a_place_and_undone_it_waits_for_one(
    round_: Round, voters: list[Registration], proposals: list[Proposal], bens: Proposal, ada: Person, ben: Person,
    cem: Person, now: datetime,
) -> None:  # fmt: skip
    for registration in voters[:5]:
        vote(round_, registration, [6], now)
    for registration in voters[5:9]:
        vote(round_, registration, [1], now)
    vote(round_, voters[9], [2], now)
    now += timedelta(minutes=4)
    later = now + timedelta(minutes=5)
    closed = accept_result(round=close_round(round=round_, actor=cem, now=now), actor=cem, now=now)

    def statuses() -> dict[int, str]:
        return dict(Proposal.objects.filter(number__in=[1, 2, 6]).values_list("number", "status"))

    accepted, parked = ProposalStatus.ACCEPTED, ProposalStatus.PARKED
    assert statuses() == {1: accepted, 2: parked, 6: accepted}
    proposals[0].refresh_from_db()
    bens.refresh_from_db()
    asked = agree_merge(request=ask_merge(kept=proposals[0], merged=bens, actor=ada, now=later), actor=ben, now=later)
    assert (asked.kept, asked.merged) == (bens, proposals[0])
    accept_result(round=closed, actor=cem, now=later)
    assert statuses() == {1: ProposalStatus.MERGED, 2: accepted, 6: accepted}
    end_merge(request=asked, actor=ada, now=later)
    assert statuses() == {1: parked, 2: accepted, 6: accepted}


def test_a_merge_that_was_counted_stays(
    round_: Round, voters: list[Registration], proposals: list[Proposal], bens: Proposal, ada: Person, ben: Person,
    cem: Person, now: datetime,
) -> None:  # fmt: skip
    asked = agree_merge(request=ask_merge(kept=proposals[0], merged=bens, actor=ada, now=now), actor=ben, now=now)
    close_round(round=round_, actor=cem, now=now)
    with pytest.raises(MergeNotAllowed):
        end_merge(request=asked, actor=ada, now=now)


def test_an_organiser_asks_but_does_not_agree_for_others(
    client: Client, proposals: list[Proposal], bens: Proposal, ben: Person, cem: Person, dora: Person, now: datetime
) -> None:
    client.force_login(cem)
    address = f"/politoscope-2026/proposals/{proposals[0].number}/merge/"
    assert client.get(address).status_code == 200
    client.post(address, {"other": bens.pk, "keep": "this"})
    asked = MergeRequest.objects.get()
    assert (asked.kept_agreed_at, asked.merged_agreed_at) == (None, None)
    with pytest.raises(MergeNotAllowed):
        agree_merge(request=asked, actor=cem, now=now)
    client.force_login(ben)
    assert client.get(f"/politoscope-2026/proposals/{bens.number}/merge/").status_code == 200
    client.post(f"/politoscope-2026/proposals/merges/{asked.pk}/agree/")
    asked.refresh_from_db()
    assert asked.merged_agreed_at is not None
    assert asked.done_at is None
    client.force_login(dora)
    assert client.get(address).status_code == 403


def test_the_crew_speaks_for_a_host_without_an_account(
    round_: Round, proposals: list[Proposal], ada: Person, cem: Person, now: datetime
) -> None:
    guest = propose_session(edition=round_.edition, person=None, host_name="Gast", title="Spontan", now=now)
    asked = ask_merge(kept=proposals[0], merged=guest, actor=cem, now=now)
    assert asked.merged_agreed_at is not None
    assert agree_merge(request=asked, actor=ada, now=now).done_at is not None
