"""What everybody may see after the close: the result, the files, the check of one's own ballot, and a complaint."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from politoscope.audit.limits import limited
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.registration.queries import registration_of
from politoscope.voting import bridge
from politoscope.voting.codes import normal_form, place_code
from politoscope.voting.enums import CodeMode, RoundStatus
from politoscope.voting.errors import VoteError
from politoscope.voting.forms import CheckForm, SlipForm
from politoscope.voting.models import Participation, Round
from politoscope.voting.records import checksums_of
from politoscope.voting.results import result_of
from politoscope.voting.services import report_missing, report_used
from politoscope.voting.services.complaints import TELLING, TO_REPEAT
from politoscope.voting.views.files import download


def result(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show the newest published result, or another round's (``?round=1``)."""
    round_ = released(edition, request.GET.get("round"))
    if round_ is None:
        return render(request, "voting/no_result.html")
    others = edition.rounds.filter(status=RoundStatus.RELEASED).exclude(pk=round_.pk).order_by("-number")
    context = {
        "round": round_,
        "result": result_of(round_),
        "snapshot": round_.snapshot,
        "others": others,
        "checksums": checksums_of(round_),
        "to_repeat": TO_REPEAT,
        "repetition": round_.repetitions.first(),
    }
    return render(request, "voting/result.html", context)


def result_file(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Offer the result file of a published round."""
    round_ = released(edition, str(number))
    if round_ is None or not round_.snapshot.file:
        raise Http404(f"no result file of round {number}")
    name = f"{edition.slug}-{number}.json"
    return download(round_.snapshot.file.encode(), name, "application/json")


def verify_py(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Offer the recount program."""
    return download(bridge.verify_py(), "verify.py", "text/x-python; charset=utf-8")


def verify_html(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Offer the recount page, to be opened without a network."""
    return download(bridge.verify_html(), "verify.html", "text/html; charset=utf-8")


def check(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Let somebody find the own ballot in the published list, and see whether the own code was used.

    What is looked up is posted: an address with a check number would stand in logs beside the caller's.
    """
    round_ = released(edition, request.GET.get("round"))
    if round_ is None:
        return render(request, "voting/no_result.html")
    form = CheckForm(request.POST if "number" in request.POST else None)
    slip_form = SlipForm(request.POST if "slip" in request.POST else None)
    context: dict[str, Any] = {
        "round": round_,
        "form": form,
        "participation": participation_of(request, round_),
        "slip_form": slip_form if round_.code_mode == CodeMode.SLIP else None,
        "to_repeat": TO_REPEAT,
    }
    if form.is_valid():
        number = form.cleaned_data["number"]
        found = bridge.receipts_starting(round_.snapshot.closing, number)
        context |= {"found": found, "number": number, "is_telling": len(number) >= TELLING}
    if context["slip_form"] and slip_form.is_valid():
        slip = slip_form.cleaned_data["slip"]
        context |= {"slip": slip, "slip_was_used": code_of_slip(round_, slip) in used_codes(round_)}
    return render(request, "voting/check.html", context)


@require_POST
@limited("complain", per_minute=10)
def complain(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Take a complaint: a check number that is missing, a slip or a registration that somebody else used."""
    round_ = released(edition, str(number))
    if round_ is None:
        raise Http404(f"no published round {number}")
    now = timezone.now()
    try:
        if "number" in request.POST:
            form = CheckForm(request.POST)
            report_missing(round=round_, number=form.cleaned_data["number"] if form.is_valid() else "", now=now)
        else:
            report_used(round=round_, code_hash=own_code(request, round_), now=now)
    except VoteError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your complaint counts. The crew sees how many there are, not whose they are."))
    return redirect(f"{reverse('voting:check', args=[edition.slug])}?round={number}")


def own_code(request: HttpRequest, round_: Round) -> str:
    """Return the hash of the code that somebody complains with; nobody's when there is none."""
    if slip := request.POST.get("slip"):
        return code_of_slip(round_, slip)
    return code_of_account(request, round_) or ""


def participation_of(request: HttpRequest, round_: Round) -> bool | None:
    """Tell whether a ballot was cast with the place of who is signed in; None when that cannot be told (any more)."""
    used = code_of_account(request, round_)
    return None if used is None else Participation.objects.filter(round=round_, code_hash=used).exists()


def code_of_account(request: HttpRequest, round_: Round) -> str | None:
    """Return the hash of the code of the place of who is signed in; None when it cannot be worked out (any more)."""
    if not isinstance(request.user, Person) or round_.code_mode != CodeMode.ACCOUNT:
        return None
    registration = registration_of(request.user, round_.edition)
    if registration is None or registration.place is None or not round_.code_secret:
        return None
    return bridge.code_hash(round_, place_code(round_, registration))


def code_of_slip(round_: Round, slip: str) -> str:
    """Return the hash of the code on a slip."""
    return bridge.code_hash(round_, normal_form(slip))


def used_codes(round_: Round) -> frozenset[str]:
    """Return the published hashes of the codes with which somebody voted."""
    return bridge.used_codes(round_.snapshot.closing)


def released(edition: Edition, number: str | None) -> Round | None:
    """Return a published round: the one with this number, or the newest."""
    found = (
        edition.rounds.filter(status=RoundStatus.RELEASED)
        .select_related("snapshot", "edition", "repeats")
        .latest_first()
    )
    if number is None:
        return found.first()
    return found.filter(number=int(number)).first() if number.isascii() and number.isdecimal() else None
