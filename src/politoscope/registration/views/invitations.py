"""Where organisers invite."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from politoscope.editions.access import allow
from politoscope.editions.models import Edition
from politoscope.people.viewers import person_of
from politoscope.registration.forms import InvitationForm
from politoscope.registration.invitations import invite, restrict_to_invited, revoke_invitation
from politoscope.registration.links import invitation_url
from politoscope.registration.models import Invitation
from politoscope.registration.policies import may_manage_registrations
from politoscope.registration.queries import answers_to, count_answers, invited_in_person

PER_PAGE = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_manage_registrations, staff=True)
def invitations(request: HttpRequest, edition: Edition) -> HttpResponse:
    """List the invitations with their links, and make one."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = invite(edition=edition, actor=person_of(request), now=timezone.now(), **form.cleaned_data)
        said = _("The invitation is on its way to %(address)s.") if made.email else _("Made. Pass on the link below.")
        messages.success(request, said % {"address": made.email})
        return redirect("registration:invitations", edition.slug)
    is_open_only = "open" in request.GET
    rows = Invitation.objects.filter(edition=edition)
    if is_open_only:
        rows = invited_in_person(edition).filter(is_answered=False)
    page = Paginator(rows.select_related("edition").order_by("-created_at", "label", "pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    answers = answers_to(edition, list(page.object_list))
    context = {
        "form": form,
        "page": page,
        "links": [(row, invitation_url(row), answers.get(row.pk)) for row in page],
        "counts": count_answers(edition),
        "is_open_only": is_open_only,
    }
    return render(request, "registration/organise/invitations.html", context)


@require_POST
@allow(may_manage_registrations, staff=True)
def revoke(request: HttpRequest, edition: Edition, invitation: UUID) -> HttpResponse:
    """Withdraw an invitation."""
    row = get_object_or_404(Invitation.objects.select_related("edition"), edition=edition, pk=invitation)
    if revoke_invitation(invitation=row, actor=person_of(request), now=timezone.now()):
        messages.success(request, _("The invitation is withdrawn. Who registered with it keeps the place."))
    return redirect("registration:invitations", edition.slug)


@require_POST
@allow(may_manage_registrations, staff=True)
def restrict(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Let only the invited register, or everybody."""
    restrict_to_invited(
        edition=edition,
        is_by_invitation=request.POST.get("only") == "1",
        actor=person_of(request),
        now=timezone.now(),
    )
    messages.success(request, _("Saved."))
    return redirect("registration:invitations", edition.slug)
