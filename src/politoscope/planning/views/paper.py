"""The paper twin: plan, door signs and cards as PDF/UA."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from politoscope.editions.access import allow
from politoscope.editions.models import Edition
from politoscope.planning.memory import remembered
from politoscope.planning.paper import NoPress, print_sheet, qr_picture
from politoscope.planning.policies import may_plan
from politoscope.planning.queries import published_plan
from politoscope.planning.queries.paper import paper_list
from politoscope.planning.queries.published import PublishedPlan
from politoscope.planning.queries.state import plan_state

CARDS_PER_PAGE = 4
EMPTY_LINES = 6
"""For sessions that come up after the list was printed."""
WALL_SIZES = (7.5, 8.2, 9, 10, 11, 12, 13, 14.5, 16, 18, 20)
HAND_SIZES = (8.2, 9, 9.8, 10.5, 11.5)
"""Sizes of type in points: what hangs on a wall is read from a metre, what is in the hand from half of it."""


@dataclass(frozen=True)
class Sheet:
    """Something to print.

    ``more`` finds out what its template needs besides the plan. Where there are ``sizes`` of type, each day has one
    page, and the largest size that fits is taken.
    """

    title: Any
    hint: Any
    more: Callable[[Edition, PublishedPlan], dict[str, Any]] = lambda edition, plan: {}
    sizes: Sequence[float] = ()


def _cards(edition: Edition, plan: PublishedPlan) -> dict[str, Any]:
    cards = [card for card in plan_state(edition, now=timezone.now()).cards if card.key[1] == 1]
    path = [reverse("planning:session", args=[edition.slug, card.number]) for card in cards]
    pairs = [(card, qr_picture(settings.SITE_ORIGIN + one)) for card, one in zip(cards, path, strict=True)]
    return {"pages": [pairs[start : start + CARDS_PER_PAGE] for start in range(0, len(pairs), CARDS_PER_PAGE)]}


def _blank(edition: Edition, plan: PublishedPlan) -> dict[str, Any]:
    return {"blanks": range(CARDS_PER_PAGE)}


def _doors(edition: Edition, plan: PublishedPlan) -> dict[str, Any]:
    """Return one sign per session, room by room, each with what follows in the same room."""
    signs = sorted(plan.entries, key=lambda entry: (entry.column, entry.room_name, entry.starts_at))
    following = [later if later.room_name == one.room_name else None for one, later in pairwise(signs)]
    return {"signs": list(zip_longest(signs, following))}


def _offline(edition: Edition, plan: PublishedPlan) -> dict[str, Any]:
    return {"proposals": paper_list(edition, plan), "empty_lines": range(EMPTY_LINES)}


PUBLIC_SHEETS = {
    "plan": Sheet(_("Plan for the wall"), _("A3, all rooms side by side, with revision and QR code"), sizes=WALL_SIZES),
    "days": Sheet(_("Plan to take along"), _("A4, one page per day, by time"), sizes=HAND_SIZES),
}
CREW_SHEETS = {
    "doors": Sheet(_("Door signs"), _("A4, one page per session, room by room, readable from afar"), _doors),
    "cards": Sheet(_("Session cards"), _("Four on A4, with number, title, host and QR code"), _cards),
    "blank": Sheet(_("Blank session cards"), _("Four on A4, for sessions that come up on the day"), _blank),
    "offline": Sheet(
        _("Plan for a day without network"),
        _("A4: what to do, a list for counting hands, an empty plan to fill in"),
        _offline,
    ),
}


@require_safe
@remembered
def sheet(request: HttpRequest, edition: Edition, sheet: str) -> HttpResponse:
    """Serve a sheet of the published plan that everybody may print."""
    return _print(request, edition, sheet, PUBLIC_SHEETS)


@allow(may_plan, staff=True)
@require_safe
def crew_sheet(request: HttpRequest, edition: Edition, sheet: str) -> HttpResponse:
    """Serve a sheet that the crew prints."""
    return _print(request, edition, sheet, CREW_SHEETS)


@allow(may_plan, staff=True)
@require_safe
def paper(request: HttpRequest, edition: Edition) -> HttpResponse:
    """List everything to print and to hand on."""
    context = {"public": PUBLIC_SHEETS, "crew": CREW_SHEETS, "plan": published_plan(edition)}
    return render(request, "planning/paper.html", context)


def _print(request: HttpRequest, edition: Edition, name: str, sheets: dict[str, Sheet]) -> HttpResponse:
    if name not in sheets:
        raise Http404(f"no sheet {name}")
    plan = published_plan(edition)
    address = settings.SITE_ORIGIN + reverse("planning:plan", args=[edition.slug])
    context = {
        "edition": edition,
        "plan": plan,
        "sheet": sheets[name],
        "address": address,
        "qr": qr_picture(address),
        "printed_at": timezone.now(),
        **sheets[name].more(edition, plan),
    }
    html = render_to_string(f"planning/paper/{name}.html", context, request)
    try:
        body = print_sheet(html, pages=max(1, len(plan.days)), sizes=sheets[name].sizes)
    except NoPress as error:
        return render(request, "planning/no_press.html", {"message": error.message}, status=503)
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{edition.slug}-{name}.pdf"'
    return response
