"""The plan as everybody reads it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from politoscope.editions.models import Edition
from politoscope.planning.exports.structured import plan_data, session_data
from politoscope.planning.forms import FilterForm
from politoscope.planning.layout import Layout
from politoscope.planning.memory import kept_part, kept_plan, remembered
from politoscope.planning.queries.sessions import session_by_number
from politoscope.planning.queries.stars import starred_by, unread_notices
from politoscope.planning.reading import filtered, room_events, tags_of
from politoscope.planning.rooms import find_room
from politoscope.planning.sharing import head_of_edition, session_card, shared_plan, shared_session
from politoscope.planning.shelf import LONGEST_QUERY
from politoscope.planning.templatetags.plan import data_block
from politoscope.planning.views.person import person_of
from politoscope.realtime.offline import may_be_kept

STAR = 'value="{}" aria-pressed="{}"'
"""How a star button stands in the page: templates/planning/star.html."""


@require_safe
@remembered
def plan(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show the published plan: a grid on wide screens (``?view=list``: not there either), a list by time on phones."""
    person = person_of(request)
    has_account = person is not None
    parts = kept_part(
        edition,
        ("plan", str(has_account), request.GET.urlencode()[:LONGEST_QUERY]),
        lambda: _plan_parts(request, edition, has_account=has_account),
    )
    inside = with_stars(parts["inside"], starred_by(person, edition), edition)
    told = {"edition": edition, "notices": unread_notices(person, edition)}
    if request.headers.get("HX-Request"):
        return HttpResponse(render_to_string("planning/notices.html", told, request) + inside)
    context = parts | told | {"inside": inside, "layout": Layout(request.path, request.GET)}
    return may_be_kept(render(request, "planning/plan.html", context))


def _plan_parts(request: HttpRequest, edition: Edition, *, has_account: bool) -> dict[str, SafeString]:
    """Return the parts of the page that are alike for everybody with (or without) an account, as HTML."""
    published = kept_plan(edition)
    form = FilterForm(request.GET, rooms=published.rooms, tags=tags_of(published.entries))
    wanted = form.wanted()
    shown = filtered(published, wanted)
    now = timezone.now()
    running, coming = published.now_and_next(now)
    layout = Layout(request.path, request.GET)
    context = {
        "edition": edition,
        "plan": shown,
        "running": running,
        "coming": coming,
        "filter": form,
        "layout": layout,
        "tag_url": layout.tag_url,
        "is_filtered": not wanted.is_empty,
        "found": len(shown.entries),
        "has_account": has_account,
        "starred": (),
        "plan_is_whole": wanted.is_empty,
        "until": published.moves_on_at(now),
    }
    head = head_of_edition(edition, request.path)
    tail = {"edition": edition, "shared": shared_plan(edition)}
    return {
        "inside": render_to_string("planning/plan_inside.html", context),
        "filter": render_to_string("planning/plan_filter.html", context),
        "head": render_to_string("planning/share_head.html", head) + data_block(plan_data(edition, published)),
        "tail": render_to_string("planning/plan_tail.html", tail),
    }


def with_stars(html: str, starred: set[UUID], edition: Edition) -> SafeString:
    """Press the star buttons of the sessions that somebody starred: the only thing that is not alike for all."""
    numbers = edition.proposals.filter(pk__in=starred).values_list("number", flat=True) if starred else ()
    for number in numbers:
        html = html.replace(STAR.format(number, "false"), STAR.format(number, "true"))
    return mark_safe(html)  # nosec B308, B703: our own templates and words


@require_safe
@remembered
def session_page(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Show a session: what, who, when and where. Its address never changes."""
    proposal = session_by_number(edition, number, person_of(request))
    if proposal is None:
        raise Http404(f"no session {number}")
    published = kept_plan(edition)
    entries = [entry for entry in published.entries if entry.proposal.pk == proposal.pk]
    context = {
        "plan": published,
        "starred": starred_by(person_of(request), edition),
        "has_account": person_of(request) is not None,
        "proposal": proposal,
        "entries": entries,
        "data": [session_data(edition, entry) for entry in entries],
        "card": session_card(edition, proposal, entries),
        "shared": shared_session(edition, proposal),
    }
    template = "planning/session.html#places" if request.headers.get("HX-Request") else "planning/session.html"
    return may_be_kept(render(request, template, context))


@require_safe
@remembered
def room(request: HttpRequest, edition: Edition, room: str) -> HttpResponse:
    """Show one room, large: for a tablet at its door."""
    now = timezone.now()
    found = find_room(edition, room)
    published = kept_plan(edition)
    template = "planning/room.html#room" if request.headers.get("HX-Request") else "planning/room.html"
    context = {"room": found, "events": room_events(published, found, now=now), "plan": published, "now": now}
    return may_be_kept(render(request, template, context))
