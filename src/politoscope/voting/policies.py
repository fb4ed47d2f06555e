"""Who may do what in a vote. Predicates take a person (or nobody) and an edition."""

from __future__ import annotations

import rules

from politoscope.editions.models import Edition
from politoscope.editions.policies import is_moderator, roles_of
from politoscope.people.models import Person

can_run_round = is_moderator
"""Open, extend, close; hands; the result before it is shown; accept it: moderator and organiser."""


@rules.predicate
def can_help_voters(person: Person | None, edition: Edition) -> bool:
    """Tell whether somebody lends a device or a hand to voters without a phone: desk, moderator, organiser."""
    return bool(roles_of(person, edition) & {"desk", "moderator", "organiser"})
