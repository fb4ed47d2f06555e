"""Who may vote in a round, and what stands for them."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from politoscope.people.models import Person
from politoscope.registration.enums import RegistrationStatus
from politoscope.registration.models import Registration
from politoscope.registration.queries import checked_in, confirmed
from politoscope.voting.codes import account_code, normal_form, slip_hash
from politoscope.voting.enums import CodeMode, Electorate
from politoscope.voting.errors import CodeUnknown, NotEntitled
from politoscope.voting.models import Round, VotingCode


@dataclass(frozen=True, slots=True)
class Voter:
    """Somebody entitled to one ballot: the voting code, and nothing about the person."""

    code: str


def voter_of_registration(round_: Round, registration: Registration) -> Voter:
    """Return the voter behind a registration. Raises ``NotEntitled``."""
    entitled = (
        round_.code_mode == CodeMode.ACCOUNT
        and registration.edition_id == round_.edition_id
        and registration.status == RegistrationStatus.CONFIRMED
        and (round_.electorate == Electorate.REGISTERED or registration.checked_in_at is not None)
    )
    if not entitled:
        raise NotEntitled
    return Voter(account_code(round_, registration))


def voter_of_person(round_: Round, person: Person) -> Voter:
    """Return the voter behind somebody signed in. Raises ``NotEntitled``."""
    registration = confirmed(round_.edition).filter(person=person).first()
    if registration is None:
        raise NotEntitled
    return voter_of_registration(round_, registration)


def voters_of_people(round_: Round, people: Collection[UUID]) -> dict[UUID, Voter]:
    """Return the voters behind people who are signed in, by their ids, without those not entitled. One query."""
    voters = {}
    for registration in confirmed(round_.edition).filter(person__in=people):
        with suppress(NotEntitled):
            voters[registration.person_id] = voter_of_registration(round_, registration)
    return voters


def voter_of_slip(round_: Round, text: str) -> Voter:
    """Return the voter who holds a printed slip. Raises ``CodeUnknown``."""
    code = normal_form(text)
    known = VotingCode.objects.filter(
        code_hash=slip_hash(code), batch__edition=round_.edition_id, batch__is_void=False
    ).exists()
    if round_.code_mode != CodeMode.SLIP or not known:
        raise CodeUnknown
    return Voter(code)


def voter_of_badge(round_: Round, text: str) -> Voter:
    """Return the voter whose badge a helper holds: the same one as by phone, so nobody counts twice.

    Only crew pages may ask this: a badge hangs around a neck for all to read. Raises ``CodeUnknown``, ``NotEntitled``.
    """
    if round_.code_mode != CodeMode.ACCOUNT:
        raise CodeUnknown
    registration = confirmed(round_.edition).filter(ticket=normal_form(text)).first()
    if registration is None:
        raise CodeUnknown
    return voter_of_registration(round_, registration)


def count_entitled(round_: Round) -> int:
    """Return how many people may vote: those registered or checked in, or the slips that were printed."""
    if round_.code_mode == CodeMode.SLIP:
        return VotingCode.objects.filter(batch__edition=round_.edition_id, batch__is_void=False).count()
    people = confirmed if round_.electorate == Electorate.REGISTERED else checked_in
    return people(round_.edition).count()
