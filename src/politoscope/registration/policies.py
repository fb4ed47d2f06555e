"""Who counts as a participant. Predicates take a person (or nobody) and an edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from politoscope.editions.phases import is_registration_open
from politoscope.editions.policies import is_desk, is_organiser
from politoscope.registration.queries import confirmed

if TYPE_CHECKING:
    from datetime import datetime

    from politoscope.editions.models import Edition
    from politoscope.people.models import Person


@rules.predicate
def is_participant(person: Person | None, edition: Edition) -> bool:
    """Tell whether somebody holds a place."""
    return bool(person is not None and person.is_authenticated and confirmed(edition).filter(person=person).exists())


def needs_invitation(edition: Edition, *, now: datetime) -> bool:
    """Tell whether the edition takes registrations, but only from people with an invitation."""
    return edition.is_by_invitation and is_registration_open(edition, now=now)


may_check_in = is_desk
may_manage_registrations = is_organiser
