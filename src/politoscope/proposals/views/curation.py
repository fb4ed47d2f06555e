"""Look-alikes while somebody types, and what organisers do around the proposals."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from politoscope.editions.access import allow
from politoscope.editions.models import Edition
from politoscope.editions.policies import is_moderator, is_organiser
from politoscope.people.models import Person
from politoscope.proposals import policies, queries
from politoscope.proposals.forms import SynonymsForm
from politoscope.proposals.links import person_of_token
from politoscope.proposals.services import opt_out_of_digest, replace_synonyms, send_digest
from politoscope.proposals.views.answers import told


@allow(policies.can_propose)
def similar(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Return what looks like the title that is being typed."""
    but = request.GET.get("but", "")
    title = request.GET.get("title", "")[:140]
    found = queries.similar_to(edition, title, but=int(but) if but.isascii() and but.isdecimal() else None)
    return render(request, "proposals/similar.html", {"similar": found})


@allow(is_moderator, staff=True)
def overview(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show organisers and moderators every proposal, and what can be done around them."""
    now = timezone.now()
    proposals = edition.proposals.exclude(status="draft").with_hosts().order_by("number")
    return render(
        request,
        "proposals/organise/overview.html",
        {
            "rows": queries.rows_of(proposals, person=None, now=now),
            "digest": queries.next_digest(edition),
            "may_send": is_organiser(request.user, edition),
        },
    )


@allow(is_organiser, staff=True)
def synonyms(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Edit the words that mean the same."""
    lines = "\n".join(" = ".join(words) for words in queries.synonyms_of(edition))
    form = SynonymsForm(request.POST or None, initial={"groups": lines})
    if form.is_valid():
        actor = request.user
        assert isinstance(actor, Person)
        replace_synonyms(edition=edition, groups=form.cleaned_data["groups"], actor=actor, now=timezone.now())
        messages.success(request, _("The list is saved."))
        return redirect("proposals:overview", edition=edition.slug)
    return render(request, "proposals/organise/synonyms.html", {"form": form})


@require_POST
@allow(is_organiser, staff=True)
def digest(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Mail what is new to everybody registered."""
    actor = request.user
    assert isinstance(actor, Person)
    with told(request, _("The digest is on its way.")):
        send_digest(edition=edition, number=number, actor=actor, now=timezone.now())
    return redirect("proposals:overview", edition=edition.slug)


@csrf_exempt  # a mail program posts here without our form (RFC 8058); the signature in the address is the permission
def digest_off(request: HttpRequest, edition: Edition, token: str) -> HttpResponse:
    """Ask, then send this person no more digests; only a POST does it, because mail gateways open links."""
    person = person_of_token(token)
    if person is None:
        raise Http404("a wrong signature")
    if request.method == "POST":
        opt_out_of_digest(edition=edition, person=person)
    return render(request, "proposals/digest_off.html", {"is_off": request.method == "POST"})
