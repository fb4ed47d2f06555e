"""What somebody agrees to besides taking part: nothing at first, changed at any time, never forgotten how (P-03)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from politoscope.people.models import Person
from politoscope.registration.enums import Channel, Purpose
from politoscope.registration.models import Consent, Registration
from politoscope.registration.wordings import WORDINGS


@dataclass(frozen=True)
class ConsentChoice:
    """Which boxes are ticked on a form, in which language it was read, where, and who entered it."""

    purposes: frozenset[Purpose]
    language: str
    channel: Channel
    recorded_by: Person | None


def valid_purposes(registration: Registration) -> frozenset[Purpose]:
    """Return what somebody agrees to now. One query."""
    valid = registration.consents.filter(withdrawn_at=None)
    return frozenset(Purpose(purpose) for purpose in valid.values_list("purpose", flat=True))


def record_choice(registration: Registration, choice: ConsentChoice, *, now: datetime) -> None:
    """Give what is newly ticked and withdraw what no longer is; what stays as it was is not touched."""
    with transaction.atomic():
        before = valid_purposes(registration)
        registration.consents.filter(withdrawn_at=None, purpose__in=before - choice.purposes).update(withdrawn_at=now)
        Consent.objects.bulk_create(_given(registration, choice.purposes - before, choice, now))


def withdraw_all(registration: Registration, *, now: datetime) -> None:
    """Withdraw everything, as cancelling does."""
    registration.consents.filter(withdrawn_at=None).update(withdrawn_at=now)


def _given(
    registration: Registration, purposes: Iterable[Purpose], choice: ConsentChoice, now: datetime
) -> list[Consent]:
    return [
        Consent(
            registration=registration,
            purpose=purpose,
            wording=WORDINGS[purpose].version,
            wording_digest=WORDINGS[purpose].digest(choice.language),
            language=choice.language,
            channel=choice.channel,
            recorded_by=choice.recorded_by,
            given_at=now,
        )
        for purpose in sorted(purposes)
    ]
