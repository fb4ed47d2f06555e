"""The list of registrations, and the desk: check in, walk in, export."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from politoscope.editions.access import allow
from politoscope.editions.models import Edition
from politoscope.people.viewers import person_of
from politoscope.registration.errors import (
    NoPlaceLeft,
    NotConfirmed,
    PlacesTaken,
    QuotasTaken,
    RegistrationClosed,
    SamePerson,
)
from politoscope.registration.forms import PlacesForm, RegistrationFilterForm, WalkInForm, quota_field
from politoscope.registration.handing_over import hand_over as hand_over_place
from politoscope.registration.models import Registration
from politoscope.registration.policies import may_check_in, may_manage_registrations
from politoscope.registration.queries import desk_counts
from politoscope.registration.quotas import count_kinds
from politoscope.registration.services import (
    admit_walk_in,
    cancel_registration,
    set_places,
)
from politoscope.registration.services import check_in as check_in_registration
from politoscope.registration.services import undo_check_in as undo_check_in_registration
from politoscope.registration.tables import registrations_csv

PER_PAGE = 50


@never_cache
@require_safe
@allow(may_check_in, staff=True)
def registrations(request: HttpRequest, edition: Edition) -> HttpResponse:
    """List who comes; three letters of a name find anybody."""
    filters = RegistrationFilterForm(request.GET)
    wanted = filters.cleaned_data if filters.is_valid() else {"q": "", "status": ""}
    if not wanted["q"]:
        filters.fields["q"].widget.attrs["autofocus"] = True  # who opens the list looks for somebody
    rows = (
        Registration.objects.filter(edition=edition)
        .in_state(wanted["status"])
        .matching(wanted["q"])
        .order_by("search_key", "pk")
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "filters": filters,
        "search": {"query": request.GET.urlencode()},
        "is_narrowed": any(wanted.values()),
        "counts": desk_counts(edition),
        "is_organiser": may_manage_registrations(request.user, edition),
    }
    return render(request, "registration/organise/registrations.html", context)


@require_POST
@allow(may_check_in, staff=True)
def check_in(request: HttpRequest, edition: Edition, registration: UUID) -> HttpResponse:
    """Note that somebody has arrived."""
    arriving = get_object_or_404(Registration, edition=edition, pk=registration)
    try:
        is_news = check_in_registration(registration=arriving, actor=person_of(request), now=timezone.now())
    except NotConfirmed:
        messages.error(request, _("%(name)s has no place and cannot be checked in.") % {"name": arriving.name})
    else:
        said = _("%(name)s is checked in.") if is_news else _("%(name)s was checked in already.")
        (messages.success if is_news else messages.warning)(request, said % {"name": arriving.name})
    return _back_to_list(request, edition)


@require_POST
@allow(may_check_in, staff=True)
def undo_check_in(request: HttpRequest, edition: Edition, registration: UUID) -> HttpResponse:
    """Take a check-in back."""
    present = get_object_or_404(Registration, edition=edition, pk=registration)
    if undo_check_in_registration(registration=present, actor=person_of(request), now=timezone.now()):
        messages.success(request, _("The check-in of %(name)s is taken back.") % {"name": present.name})
    return _back_to_list(request, edition)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_manage_registrations, staff=True)
def cancel(request: HttpRequest, edition: Edition, registration: UUID) -> HttpResponse:
    """Cancel somebody's registration for them, after a look at whose it is."""
    leaving = get_object_or_404(Registration.objects.standing(), edition=edition, pk=registration)
    if request.method == "POST":
        cancel_registration(registration=leaving, actor=person_of(request), now=timezone.now())
        messages.success(request, _("The registration of %(name)s is cancelled.") % {"name": leaving.name})
        return redirect("registration:registrations", edition.slug)
    return render(request, "registration/organise/cancel.html", {"registration": leaving})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_check_in, staff=True)
def hand_over(request: HttpRequest, edition: Edition, registration: UUID) -> HttpResponse:
    """Let a colleague come instead of somebody; the list then shows the colleague, to be checked in."""
    given = get_object_or_404(Registration.objects.confirmed(), edition=edition, pk=registration)
    form = WalkInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            substitute = hand_over_place(
                registration=given, actor=person_of(request), now=timezone.now(), **form.cleaned_data
            )
        except SamePerson:
            form.add_error("email", _("This is the address of the one who does not come."))
        except (NotConfirmed, RegistrationClosed):
            form.add_error(None, _("This place is used already, or the barcamp is over."))
        else:
            said = _("%(substitute)s comes instead of %(name)s.")
            messages.success(request, said % {"substitute": substitute.name, "name": given.name})
            found = urlencode({"q": substitute.name})
            return redirect(f"{reverse('registration:registrations', args=[edition.slug])}?{found}")
    return render(request, "registration/organise/hand_over.html", {"form": form, "registration": given})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_check_in, staff=True)
def walk_in(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Take in somebody who is not on the list: one form, and they are checked in."""
    form = WalkInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            admitted = admit_walk_in(edition=edition, actor=person_of(request), now=timezone.now(), **form.cleaned_data)
        except NoPlaceLeft:
            form.add_error(None, _("All places are taken. An organiser can raise the number of places."))
        else:
            messages.success(request, _("%(name)s is registered and checked in.") % {"name": admitted.name})
            return redirect("registration:walk_in", edition.slug)
    return render(request, "registration/organise/walk_in.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_manage_registrations, staff=True)
def places(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Set how many may come, in all and of each kind of organisation."""
    kinds = count_kinds(edition)
    quotas = {quota_field(count.kind): count.places for count in kinds}
    form = PlacesForm(request.POST or None, initial={"places": edition.capacity, **quotas})
    counts = desk_counts(edition)
    if request.method == "POST" and form.is_valid():
        try:
            set_places(
                edition=edition,
                places=form.cleaned_data["places"],
                quotas=form.quotas(),
                actor=person_of(request),
                now=timezone.now(),
            )
        except PlacesTaken:
            form.add_error("places", _set_at_least(counts["confirmed"] or 0))
        except QuotasTaken as problem:
            for kind, taken in problem.taken.items():
                form.add_error(quota_field(kind), _set_at_least(taken))
        else:
            messages.success(request, _("Saved."))
            return redirect("registration:places", edition.slug)
    context = {"form": form, "counts": counts, "kinds": kinds}
    return render(request, "registration/organise/places.html", context)


def _set_at_least(taken: int) -> str:
    said = ngettext(
        "One person has a place already. Set at least that many.",
        "%(count)s people have a place already. Set at least that many.",
        taken,
    )
    return said % {"count": taken}


@never_cache
@require_safe
@allow(may_manage_registrations, staff=True)
def access_needs(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show what people need to take part; apart from the list, and for organisers only (A-06)."""
    rows = Registration.objects.filter(edition=edition, access_needs__isnull=False).standing()
    rows = rows.select_related("access_needs").order_by("search_key", "pk")
    return render(request, "registration/organise/access_needs.html", {"rows": rows})


@never_cache
@require_safe
@allow(may_manage_registrations, staff=True)
def export(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Hand out the list as CSV, harmless for spreadsheets (S-07)."""
    response = HttpResponse(registrations_csv(edition), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{edition.slug}-registrations.csv"'
    return response


def _back_to_list(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Return to the list as it was searched; only the words travel, never an address."""
    query = QueryDict(request.POST.get("query", "")).urlencode()
    response = redirect("registration:registrations", edition.slug)
    if query:
        response["Location"] += f"?{query}"
    return response
