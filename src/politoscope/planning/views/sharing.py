"""Sharing a page: its picture for previews, and plain links to elsewhere."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from politoscope.editions.models import Edition
from politoscope.planning.exports.cards import Card, draw_card
from politoscope.planning.memory import kept_part, remembered
from politoscope.planning.queries import published_plan
from politoscope.planning.queries.sessions import session_by_number
from politoscope.planning.share_forms import ShareForm
from politoscope.planning.sharing import plan_card, session_card, shared_plan, shared_session
from politoscope.planning.views.person import person_of
from politoscope.proposals.models import Proposal


@require_safe
@remembered
def plan_picture(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Serve the picture of the edition."""
    return _png(edition, "all", plan_card(edition))


@require_safe
@remembered
def session_picture(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Serve the picture of a session that this person may read."""
    proposal = _readable(request, edition, number)
    entries = [entry for entry in published_plan(edition).entries if entry.proposal.pk == proposal.pk]
    return _png(edition, str(number), session_card(edition, proposal, entries))


@require_safe
def share_plan(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show the ways to share the plan; the address of a Mastodon server is typed."""
    return render(request, "planning/sharing.html", {"shared": shared_plan(edition)} | _mastodon(request))


@require_safe
def share_session(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Show the ways to share a session."""
    proposal = _readable(request, edition, number)
    context = {"shared": shared_session(edition, proposal), "proposal": proposal}
    return render(request, "planning/sharing.html", context | _mastodon(request))


def _mastodon(request: HttpRequest) -> dict[str, object]:
    form = ShareForm(request.GET if "server" in request.GET else None)
    return {"form": form, "server": form.cleaned_data["server"] if form.is_valid() else ""}


def _readable(request: HttpRequest, edition: Edition, number: int) -> Proposal:
    proposal = session_by_number(edition, number, person_of(request))
    if proposal is None:
        raise Http404(f"no session {number}")
    return proposal


def _png(edition: Edition, name: str, card: Card) -> HttpResponse:
    """Answer with a picture that other sites may show. It is drawn once for all, also for those who bring a cookie."""
    picture = kept_part(edition, ("card", name), lambda: draw_card(card))
    headers = {"Cross-Origin-Resource-Policy": "cross-origin"}
    return HttpResponse(picture, content_type="image/png", headers=headers)
