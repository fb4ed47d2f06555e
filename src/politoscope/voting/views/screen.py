"""The screen in the room during a vote: one page that shows what the round asks for, at a short public address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from politoscope.editions.models import Edition
from politoscope.voting import bridge
from politoscope.voting.enums import RoundStatus
from politoscope.voting.hand_counts import shown_hands
from politoscope.voting.models import Round
from politoscope.voting.records import checksums_of
from politoscope.voting.results import result_of
from politoscope.voting.services.complaints import TO_REPEAT
from politoscope.voting.views.ballot import standing_of
from politoscope.voting.views.current import current_round
from politoscope.voting.views.shared import qr_of
from politoscope.voting.voters import count_entitled

LARGE_LINES, MEDIUM_LINES = 6, 12


@dataclass(frozen=True)
class Sign:
    """An address for people with a phone: to scan, and to type."""

    qr: str
    text: str


def screen(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show the vote to the room."""
    return render(request, "voting/screen.html", scene_of(edition))


def scene(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Return what the screen shows now."""
    return render(request, "voting/scenes/scene.html", scene_of(edition))


def scene_of(edition: Edition) -> dict[str, Any]:
    """Return the template of the present scene and what it shows: nothing that a phone may not know (R-04)."""
    round_ = current_round(edition)
    if round_ is None:
        proposals = edition.proposals.filter(status="proposed").count()
        return {
            "scene": "voting/scenes/before.html",
            "proposals": proposals,
            "sign": sign_to("proposals:list", edition),
        }
    return {
        "round": round_,
        "checksums": checksums_of(round_),
        "to_repeat": TO_REPEAT,
        **SCENES[RoundStatus(round_.status)](round_),
    }


def _open(round_: Round) -> dict[str, Any]:
    if round_.hands_shown_at is not None:
        return _hands(round_)
    return {
        **standing_of(round_),
        "scene": "voting/scenes/hands.html" if round_.is_hands_only else "voting/scenes/open.html",
        "entitled": count_entitled(round_),
        "sign": sign_to("voting:vote", round_.edition),
    }


def _hands(round_: Round) -> dict[str, Any]:
    """The totals of the hands, for the room to confirm (VOTING.md 4.4); of ballots not even their number."""
    shown = shown_hands(round_)
    latest = max(shown, key=lambda line: line.entered_at, default=None)
    return {"scene": "voting/scenes/hand_totals.html", "lines": shown, "latest": latest, "size": size_of(len(shown))}


def size_of(lines: int) -> str:
    """Return the size of a list that is to fit on one screen."""
    return "large" if lines <= LARGE_LINES else "medium" if lines <= MEDIUM_LINES else "small"


def _closed(round_: Round) -> dict[str, Any]:
    return {"scene": "voting/scenes/closed.html", "fingerprint": bridge.groups(round_.fingerprint)}


def _released(round_: Round) -> dict[str, Any]:
    result = result_of(round_)
    return {
        "scene": "voting/scenes/result.html",
        "result": result,
        "size": size_of(len(result.accepted)),
        "snapshot": round_.snapshot,
        "sign": sign_to("voting:result", round_.edition),
    }


SCENES = {
    RoundStatus.OPEN: _open,
    RoundStatus.CLOSED: _closed,
    RoundStatus.COUNTED: _closed,
    RoundStatus.RELEASED: _released,
}


def sign_to(name: str, edition: Edition) -> Sign:
    """Return an address of the edition as a QR code and as text without its scheme."""
    address = settings.SITE_ORIGIN + reverse(name, args=[edition.slug])
    return Sign(qr_of(address), address.partition("://")[2].rstrip("/"))
