"""Who may vote in a round, and what stands for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from politoscope.people.models import Person
from politoscope.registration.enums import RegistrationStatus
from politoscope.registration.models import Registration
from politoscope.registration.queries import checked_in, confirmed
from politoscope.voting import bridge
from politoscope.voting.codes import account_code, ballot_key, normal_form, place_code, slip_hash
from politoscope.voting.enums import CodeMode, Electorate
from politoscope.voting.errors import CodeUnknown, NotEntitled, PlaceGivenUp, PlaceHasVoted, StillWaiting
from politoscope.voting.models import Ballot, Participation, Round, VotingCode


@dataclass(frozen=True, slots=True)
class Voter:
    """Somebody entitled to one ballot: voting codes, and nothing about the person."""

    code: str
    """Finds the own ballot again until the close; whoever has the place next has another one."""
    right: str
    """Is used up by the first ballot: the code of the place, handed on with it, or again that of the slip."""


def voter_of_registration(round_: Round, registration: Registration) -> Voter:
    """Return the voter behind a registration. Raises ``NotEntitled``, or what of it says why."""
    if registration.status != RegistrationStatus.CONFIRMED:
        raise PlaceGivenUp if registration.status == RegistrationStatus.CANCELLED else StillWaiting
    entitled = (
        not round_.is_hands_only
        and round_.code_mode == CodeMode.ACCOUNT
        and registration.edition_id == round_.edition_id
        and (round_.electorate == Electorate.REGISTERED or registration.checked_in_at is not None)
    )
    if not entitled:
        raise NotEntitled
    return Voter(account_code(round_, registration), place_code(round_, registration))


def voter_of_person(round_: Round, person: Person) -> Voter:
    """Return the voter behind somebody signed in. Raises ``NotEntitled``."""
    registration = Registration.objects.filter(edition=round_.edition_id, person=person).first()
    if registration is None:
        raise NotEntitled
    return voter_of_registration(round_, registration)


def voters_of_people(round_: Round, people: Collection[UUID]) -> dict[UUID, Voter | NotEntitled]:
    """Return the voters behind people who are signed in, by their ids, or why they are none. One query."""
    voters: dict[UUID, Voter | NotEntitled] = {}
    for registration in Registration.objects.filter(edition=round_.edition_id, person__in=people):
        try:
            voters[registration.person_id] = voter_of_registration(round_, registration)
        except NotEntitled as refusal:
            voters[registration.person_id] = refusal
    return voters


def voter_of_slip(round_: Round, text: str) -> Voter:
    """Return the voter who holds a printed slip. Raises ``CodeUnknown``."""
    code = normal_form(text)
    known = VotingCode.objects.filter(
        code_hash=slip_hash(code), batch__edition=round_.edition_id, batch__is_void=False
    ).exists()
    if round_.code_mode != CodeMode.SLIP or round_.is_hands_only or not known:
        raise CodeUnknown
    return Voter(code, code)


def voter_of_badge(round_: Round, text: str) -> Voter:
    """Return the voter whose badge a helper holds: the same one as by phone, so nobody counts twice.

    Only crew pages may ask this: a badge hangs around a neck for all to read. Raises ``CodeUnknown``, ``NotEntitled``.
    """
    if round_.code_mode != CodeMode.ACCOUNT:
        raise CodeUnknown
    registration = Registration.objects.filter(edition=round_.edition_id, ticket=normal_form(text)).first()
    if registration is None:
        raise CodeUnknown
    return voter_of_registration(round_, registration)


def mind_the_place(round_: Round, voter: Voter) -> None:
    """Raise ``PlaceHasVoted`` when the right of a voter without a ballot is used up. At most two queries.

    For pages only: what counts is looked at again in the transaction that writes the ballot.
    """
    if not round_.ballot_secret:
        return
    used = Participation.objects.filter(round=round_, code_hash=bridge.code_hash(round_, voter.right))
    if used.exists() and not Ballot.objects.filter(round=round_, key=ballot_key(round_, voter.code)).exists():
        raise PlaceHasVoted


def count_entitled(round_: Round) -> int:
    """Return how many people may vote: those registered or checked in, or the slips that were printed."""
    if round_.code_mode == CodeMode.SLIP:
        return VotingCode.objects.filter(batch__edition=round_.edition_id, batch__is_void=False).count()
    people = confirmed if round_.electorate == Electorate.REGISTERED else checked_in
    return people(round_.edition).count()


def count_left(round_: Round, used_codes: Collection[str]) -> int:
    """Return how many ballots came from places that nobody holds any more. One query."""
    if round_.code_mode == CodeMode.SLIP:
        return 0
    left = Registration.objects.filter(edition=round_.edition_id).gone_from_a_place()
    return len({bridge.code_hash(round_, place_code(round_, row)) for row in left}.intersection(used_codes))
