"""Who may do what at an edition, by role. Predicates take a person (or nobody) and an edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from politoscope.editions.enums import Role

if TYPE_CHECKING:
    from politoscope.editions.models import Edition
    from politoscope.people.models import Person


def roles_of(person: Person | None, edition: Edition) -> frozenset[str]:
    """Return the person's roles at the edition; asks the database once per person object and edition."""
    if person is None or not person.is_authenticated:
        return frozenset()
    known: dict = person.__dict__.setdefault("_roles_by_edition", {})
    if edition.pk not in known:
        known[edition.pk] = frozenset(edition.role_grants.filter(person=person).values_list("role", flat=True))
    return known[edition.pk]


def has_role(*roles: Role) -> rules.Predicate:
    """Make the predicate "has one of these roles at this edition"."""
    wanted = frozenset(roles)

    @rules.predicate(name="has_role:" + "|".join(sorted(wanted)))
    def predicate(person: Person | None, edition: Edition) -> bool:
        return bool(roles_of(person, edition) & wanted)

    return predicate


is_organiser = has_role(Role.ORGANISER)
is_moderator = has_role(Role.MODERATOR, Role.ORGANISER)
is_planner = has_role(Role.PLANNER, Role.MODERATOR, Role.ORGANISER)
is_desk = has_role(Role.DESK, Role.ORGANISER)
is_crew = has_role(*Role)


@rules.predicate
def may_create_edition(person: Person | None) -> bool:
    """Tell whether somebody operates the server or organises an edition already."""
    if person is None or not person.is_authenticated:
        return False
    return person.is_staff or person.role_grants.filter(role=Role.ORGANISER).exists()
