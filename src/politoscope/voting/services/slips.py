"""Ballots without a phone of one's own: slips with voting codes (VOTING.md 6, mode A), and the help of the crew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from politoscope.audit.services import record_entry
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.voting.codes import new_code, slip_hash
from politoscope.voting.models import CodeBatch, Round, VotingCode
from politoscope.voting.services.rounds import note


@transaction.atomic
def make_slips(*, edition: Edition, actor: Person, size: int, now: datetime) -> list[str]:
    """Return ``size`` new codes, to be printed now: afterwards only their hashes are known, in a random order."""
    codes = [new_code() for _ in range(size)]
    batch = CodeBatch.objects.create(edition=edition, size=size, printed_at=now)
    VotingCode.objects.bulk_create(
        VotingCode(batch=batch, code_hash=code_hash) for code_hash in sorted(map(slip_hash, codes))
    )
    record_entry(edition=edition, actor=actor, action="voting.make_slips", target=batch, after={"size": size}, now=now)
    return codes


@transaction.atomic
def void_slips(*, batch: CodeBatch, actor: Person, now: datetime) -> None:
    """Make a stack worthless that was lost or printed twice. Ballots cast with it stay: nobody knows which they are."""
    if CodeBatch.objects.filter(pk=batch.pk, is_void=False).update(is_void=True):
        record_entry(edition=batch.edition, actor=actor, action="voting.void_slips", target=batch, now=now)


@transaction.atomic
def note_help(*, round: Round, actor: Person, now: datetime) -> None:
    """Put on record that the crew took a ballot on its device: who and when; never whose, with which code, or what."""
    note(round, actor, "help_ballot", now=now)
