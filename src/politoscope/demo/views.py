"""Stepping through the demo. These pages exist only with ``POLITOSCOPE_DEMO=1``.

The buttons of the banner stand on public pages, which must not set a cookie; hence no CSRF token. What they do is to
sign in as somebody invented; requests that a browser marks as coming from another site are refused all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from politoscope.demo.build import settle_mails
from politoscope.demo.queries import todays_edition
from politoscope.demo.roles import ROLES
from politoscope.demo.stages import advance
from politoscope.editions.enums import Phase
from politoscope.editions.phases import phase_of
from politoscope.mail.models import OutboxAttachment, OutboxMail
from politoscope.people.models import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MAILS_SHOWN = 60


def of_the_banner(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Take a POST of the banner without a token, from this site only."""

    @csrf_exempt
    @require_POST
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
            raise PermissionDenied
        return view(request, **kwargs)

    return guarded


@of_the_banner
def step_into(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in as the one who plays a role, and go where that role begins."""
    role, edition = ROLES.get(key), todays_edition()
    if role is None or edition is None:
        raise Http404(f"no role {key}")
    logout(request)
    login(request, get_object_or_404(Person, email=role.email), backend=BACKEND)
    return redirect(role.url_name, edition=edition.slug)


@of_the_banner
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out: look at the site as the public does."""
    logout(request)
    return redirect("home:index")


@of_the_banner
def next_phase(request: HttpRequest) -> HttpResponse:
    """Let today's edition go on by one phase."""
    edition = todays_edition()
    if edition is None:
        raise Http404("the demo is not built")
    now = timezone.now()
    phase = advance(edition, now=now)
    settle_mails(now)
    messages.success(request, _("The phase is now: %(phase)s.") % {"phase": phase.label})
    return redirect("home:edition", edition=edition.slug)


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Show the newest mails: in the demo nothing leaves this machine."""
    mails = OutboxMail.objects.order_by("-created_at").prefetch_related("attachments")[:MAILS_SHOWN]
    return render(request, "demo/mailbox.html", {"mails": mails})


@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a file of a mail in the mailbox."""
    file = get_object_or_404(OutboxAttachment, pk=pk)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(bytes(file.content), content_type=file.mime, headers=headers)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Explain the demo: roles, phases, editions."""
    edition = todays_edition()
    phase = phase_of(edition, now=timezone.now()) if edition else None
    page = {"today": edition, "phase": phase, "roles": ROLES.values(), "phases": Phase.choices}
    return render(request, "demo/overview.html", page)
