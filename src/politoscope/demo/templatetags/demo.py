from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from politoscope.demo.queries import todays_edition
from politoscope.demo.roles import ROLES, DemoRole, role_of
from politoscope.editions.enums import Phase
from politoscope.editions.models import Edition
from politoscope.editions.phases import phase_of

register = template.Library()


@dataclass(frozen=True)
class Strip:
    """What the banner shows."""

    edition: Edition | None
    role: DemoRole | None
    phase: Phase | None
    upcoming: Phase | None
    roles: list[DemoRole]


@register.simple_tag(takes_context=True)
def demo_strip(context: Context) -> Strip:
    """Return what the banner shows: who one is, and how far today's edition has come."""
    person: Any = context["shell"].person
    edition = todays_edition()
    order = list(Phase)
    phase = phase_of(edition, now=timezone.now()) if edition else None
    following = order[order.index(phase) + 1 :] if phase else []
    return Strip(edition, role_of(person), phase, following[0] if following else None, list(ROLES.values()))
