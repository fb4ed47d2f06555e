"""Where organisers invite many people at once: paste, look over, send."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from politoscope.audit.limits import limited
from politoscope.editions.access import allow
from politoscope.editions.models import Edition
from politoscope.people.viewers import person_of
from politoscope.registration.enums import TO_CORRECT
from politoscope.registration.errors import TooManyInvitations
from politoscope.registration.guest_forms import GuestListForm
from politoscope.registration.guest_lists import check_guests, invite_guests
from politoscope.registration.guests import Guest
from politoscope.registration.policies import may_manage_registrations


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_manage_registrations, staff=True)
@limited("invite-many", per_minute=20)
def invite_many(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show what a list would do, line by line; send what was shown."""
    form = GuestListForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "registration/organise/invite_many.html", {"form": form})
    text = form.cleaned_data["guests"]
    guests = check_guests(edition, text)
    if "send" in request.POST:
        return _send(request, edition, guests)
    return _preview(request, guests, text)


def _preview(request: HttpRequest, guests: list[Guest], text: str) -> HttpResponse:
    """Show who would be invited and who not; the list stays in the form, to be corrected."""
    invited = [guest for guest in guests if guest.problem is None]
    label = ngettext("Send %(number)s invitation", "Send %(number)s invitations", len(invited))
    context = {
        "form": GuestListForm(initial={"addresses": text}),
        "guests": guests,
        "invited": invited,
        "left_out": [guest for guest in guests if guest.problem is not None],
        "sending": {"addresses": text, "send": "1"},
        "label": label % {"number": len(invited)},
    }
    return render(request, "registration/organise/invite_many.html", context)


def _send(request: HttpRequest, edition: Edition, guests: list[Guest]) -> HttpResponse:
    """Invite, and keep the lines on the page that need a correction."""
    to_correct = "\n".join(guest.text for guest in guests if guest.problem in TO_CORRECT)
    try:
        number = invite_guests(edition=edition, guests=guests, actor=person_of(request), now=timezone.now())
    except TooManyInvitations as problem:
        said = _("Within 24 hours 2,000 invitations can be sent; %(left)s are left. Nothing was sent.")
        messages.error(request, said % {"left": problem.left})
        return _preview(request, guests, "\n".join(guest.text for guest in guests))
    said = ngettext("%(number)s invitation is on its way.", "%(number)s invitations are on their way.", number)
    messages.success(request, said % {"number": number})
    if not to_correct:
        return redirect("registration:invitations", edition.slug)
    left = check_guests(edition, to_correct)
    return _preview(request, left, to_correct)
