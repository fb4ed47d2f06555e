"""The record of a round: who did what and when, sealed by the log's chain, and never a ballot (VOTING.md 6.6)."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from django.test import Client

from politoscope.audit.chain import verify_chain
from politoscope.audit.models import AuditEntry
from politoscope.people.models import Person
from politoscope.proposals.models import Proposal
from politoscope.registration.models import Registration
from politoscope.voting import bridge
from politoscope.voting.enums import CodeMode
from politoscope.voting.models import Ballot, Round
from politoscope.voting.records import checksums_of, steps_of
from politoscope.voting.services import close_round, enter_hands, make_slips, release_result, set_hands_people

VOTE = "/politoscope-2026/vote/"
CAST = f"{VOTE}1/cast/"
RECORD = "/politoscope-2026/organise/vote/1/record/"
ENGLISH = {"Accept-Language": "en"}


def actions_of(round_: Round) -> list[str]:
    return [entry.action for entry in AuditEntry.objects.about(round_).order_by("sequence")]


def test_a_ballot_on_the_crews_device_is_on_record_without_voter_code_or_marks(
    client: Client, round_: Round, voters: list[Registration], cem: Person
) -> None:
    client.force_login(cem)
    client.post(CAST, {"badge": voters[3].ticket, "marks": ["2", "4"]})
    entry = AuditEntry.objects.get(action="voting.help_ballot")
    assert (entry.actor, entry.target_id, entry.before, entry.after) == (cem.pk, str(round_.pk), None, None)
    written = json.dumps([str(getattr(entry, field.name)) for field in entry._meta.fields])
    for secret in (voters[3].ticket, str(voters[3].pk), str(voters[3].person_id), Ballot.objects.get().nonce):
        assert secret not in written


def test_a_slip_at_the_kiosk_stays_on_the_crews_device_and_on_record(
    client: Client, round_: Round, cem: Person, now: datetime
) -> None:
    Round.objects.update(code_mode=CodeMode.SLIP)
    own, kiosk = make_slips(edition=round_.edition, actor=cem, size=2, now=now)
    Client().post(CAST, {"slip": own, "marks": ["1"]})
    assert "voting.help_ballot" not in actions_of(round_)
    client.force_login(cem)
    page = client.post(f"{VOTE}kiosk/", {"code": kiosk})
    hidden = {"slip": kiosk, "kiosk": "1"}
    assert page.context["booth"].hidden == hidden
    saved = client.post(CAST, {**hidden, "marks": ["2"]}, headers=ENGLISH).text
    assert "Next person" in saved
    assert "Check number" not in saved
    assert actions_of(round_) == ["voting.open", "voting.help_ballot"]


def test_a_ballot_that_the_crew_sends_by_script_is_on_record_too(
    client: Client, round_: Round, voters: list[Registration], cem: Person
) -> None:
    client.force_login(cem)
    client.post(CAST, {"badge": voters[3].ticket, "marks": ["2"]}, headers={"Accept": "application/json"})
    assert actions_of(round_) == ["voting.open", "voting.help_ballot"]


def test_a_refused_ballot_is_not_on_record(
    client: Client, round_: Round, voters: list[Registration], cem: Person
) -> None:
    client.force_login(cem)
    client.post(CAST, {"badge": voters[3].ticket, "marks": ["99"]})
    client.post(CAST, {"badge": "nobody", "marks": ["1"]})
    assert actions_of(round_) == ["voting.open"]


def test_the_record_tells_the_whole_round_in_order(
    client: Client, round_: Round, voters: list[Registration], proposals: list[Proposal], cem: Person, now: datetime
) -> None:
    client.force_login(cem)
    client.post(CAST, {"badge": voters[0].ticket, "marks": ["2"]})
    set_hands_people(round=round_, people=8, actor=cem, now=now)
    enter_hands(round=round_, proposal=proposals[2], hands=7, actor=cem, now=now)
    make_slips(edition=round_.edition, actor=cem, size=20, now=now)
    closed = release_result(round=close_round(round=round_, actor=cem, now=now), actor=cem, now=now)
    fingerprint = " ".join(bridge.groups(closed.fingerprint))
    page = client.get(RECORD, headers=ENGLISH)
    sentences = [
        "Round opened: places 2, quorum 0",
        "Ballot taken for somebody without a phone",
        "People without a phone: 8",
        "Hands counted for no. 3, count 1",
        "Slips printed: 20",
        f"Round closed, fingerprint {fingerprint}",
        "Counted; places given: 2",
        "Result published",
    ]
    places = [page.text.index(sentence) for sentence in sentences]
    assert places == sorted(places)
    assert {step.who for step in steps_of(closed)} == {str(cem)}


@pytest.mark.parametrize("path", [RECORD, "/politoscope-2026/organise/vote/", f"{VOTE}result/"])
def test_the_checksums_of_opening_and_close_are_shown_and_belong_to_the_chain(
    client: Client, round_: Round, cem: Person, now: datetime, path: str
) -> None:
    opened = AuditEntry.objects.get(action="voting.open")
    assert AuditEntry.objects.order_by("-sequence")[0].digest == opened.digest  # the head of the chain at the opening
    screen = client.get("/politoscope-2026/screen/vote/").text
    closed = release_result(round=close_round(round=round_, actor=cem, now=now), actor=cem, now=now)
    checksums = checksums_of(closed)
    assert checksums.opened == bridge.groups(opened.digest)
    assert checksums.closed == bridge.groups(AuditEntry.objects.get(action="voting.close").digest)
    assert " ".join(f"<code>{group}</code>" for group in checksums.opened) in screen
    client.force_login(cem)
    page = client.get(path).text
    for checksum in (checksums.opened, checksums.closed):
        assert " ".join(f"<code>{group}</code>" for group in checksum) in page
    assert verify_chain(round_.edition_id).is_intact
