"""What everybody may see after the close: the result, the files, and the check of one's own ballot."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.registration.queries import registration_of
from politoscope.voting import bridge
from politoscope.voting.codes import account_code, normal_form
from politoscope.voting.enums import CodeMode, RoundStatus
from politoscope.voting.forms import CheckForm, SlipForm
from politoscope.voting.models import Participation, Round
from politoscope.voting.results import result_of
from politoscope.voting.views.files import download


def result(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show the newest published result, or another round's (``?round=1``)."""
    round_ = released(edition, request.GET.get("round"))
    if round_ is None:
        return render(request, "voting/no_result.html")
    others = edition.rounds.filter(status=RoundStatus.RELEASED).exclude(pk=round_.pk).order_by("-number")
    context = {"round": round_, "result": result_of(round_), "snapshot": round_.snapshot, "others": others}
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
    """Let somebody find the own ballot in the published list, and see whether the own code was used."""
    round_ = released(edition, request.GET.get("round"))
    if round_ is None:
        return render(request, "voting/no_result.html")
    form = CheckForm(request.GET if "number" in request.GET else None)
    found = None
    if form.is_valid():
        found = bridge.receipts_starting(round_.snapshot.closing, form.cleaned_data["number"])
    slip_form = SlipForm(request.POST if round_.code_mode == CodeMode.SLIP and "slip" in request.POST else None)
    context = {
        "round": round_,
        "form": form,
        "found": found,
        "participation": participation_of(request, round_),
        "slip_form": slip_form if round_.code_mode == CodeMode.SLIP else None,
        "slip_was_used": is_used(round_, slip_form.cleaned_data["slip"]) if slip_form.is_valid() else None,
    }
    return render(request, "voting/check.html", context)


def participation_of(request: HttpRequest, round_: Round) -> bool | None:
    """Tell whether a ballot was cast for whoever is signed in; None when that cannot be told (any more)."""
    if not isinstance(request.user, Person) or round_.code_mode != CodeMode.ACCOUNT:
        return None
    registration = registration_of(request.user, round_.edition)
    if registration is None or not round_.code_secret:
        return None
    used = bridge.code_hash(round_, account_code(round_, registration))
    return Participation.objects.filter(round=round_, code_hash=used).exists()


def is_used(round_: Round, slip: str) -> bool:
    """Tell whether a ballot was cast with this slip."""
    return bridge.code_hash(round_, normal_form(slip)) in bridge.used_codes(round_.snapshot.closing)


def released(edition: Edition, number: str | None) -> Round | None:
    """Return a published round: the one with this number, or the newest."""
    found = edition.rounds.filter(status=RoundStatus.RELEASED).select_related("snapshot", "edition").latest_first()
    if number is None:
        return found.first()
    return found.filter(number=int(number)).first() if number.isascii() and number.isdecimal() else None
