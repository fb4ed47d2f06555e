"""What later stages offer on the page of a proposal. They register it in ``AppConfig.ready()``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from politoscope.people.models import Person
from politoscope.proposals.models import Proposal


@dataclass(frozen=True)
class Action:
    """A link on the page of a proposal; ``is_shown(person, proposal)`` says to whom and when."""

    url_name: str
    label: Any
    is_shown: Callable[[Person | None, Proposal], bool]


ACTIONS: dict[str, Action] = {}


def register(action: Action) -> None:
    """Offer an action; the same address registered again replaces it."""
    ACTIONS[action.url_name] = action


def actions_for(person: Person | None, proposal: Proposal) -> list[dict[str, Any]]:
    """Return address and label of what this person can do with the proposal."""
    where = {"edition": proposal.edition.slug, "number": proposal.number}
    return [
        {"url": reverse(action.url_name, kwargs=where), "label": action.label}
        for action in ACTIONS.values()
        if action.is_shown(person, proposal)
    ]
