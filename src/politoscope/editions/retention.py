"""How long an edition remembers its team, and what of it stays."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from politoscope.audit.forgetting import Action, Due, Rule, register
from politoscope.editions.models import RoleGrant


def forget_team(due: Due) -> int:
    """Take the roles of everybody who worked for the edition."""
    return RoleGrant.objects.filter(edition=due.edition).delete()[0]


register(
    Rule(
        "editions.team",
        _("Roles in the team"),
        covers=("editions.RoleGrant",),
        days=730,
        forget=forget_team,
        shown_on="editions:team",
    ),
    Rule(
        "editions.programme",
        _("The programme with its speakers, and the bodies that host the edition or answer for it"),
        covers=(
            "editions.ProgrammeItem",
            "editions.ProgrammePerson",
            "editions.Controller",
            "editions.Institution",
            "editions.Link",
        ),
        action=Action.KEEP,
        shown_on="planning:plan",
    ),
)
