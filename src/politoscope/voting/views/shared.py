"""Voting without a phone of one's own: the kiosk, the helper's device, slips."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from politoscope.editions.access import allow
from politoscope.editions.models import Edition
from politoscope.voting.codes import in_groups
from politoscope.voting.enums import CodeMode
from politoscope.voting.errors import VoteError
from politoscope.voting.forms import BadgeForm, SlipsForm
from politoscope.voting.models import CodeBatch, Round
from politoscope.voting.policies import can_help_voters, can_run_round
from politoscope.voting.services import make_slips, void_slips
from politoscope.voting.views.ballot import Booth, ballot, booth_of_badge, booth_of_slip
from politoscope.voting.views.current import current_round
from politoscope.voting.views.rounds import person_of


@allow(can_help_voters, staff=True)
def kiosk(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Take a badge or a slip, and show the ballot that belongs to it. Nothing of it stays on the device."""
    round_ = current_round(edition)
    if round_ is None or not round_.is_open or round_.is_hands_only:
        return render(request, "voting/kiosk.html", {"round": None})
    form = BadgeForm(request.POST or None)
    if form.is_valid():
        try:
            booth = booth_at_kiosk(round_, form.cleaned_data["code"])
        except VoteError as error:
            form.add_error("code", str(error))
        else:
            return ballot(request, round_, booth)
    return render(request, "voting/kiosk.html", {"round": round_, "form": form})


def booth_at_kiosk(round_: Round, code: str) -> Booth:
    """Return the booth of whoever shows this badge or slip. Raises ``CodeUnknown``, ``NotEntitled``."""
    if round_.code_mode == CodeMode.ACCOUNT:
        return booth_of_badge(round_, code)
    return booth_of_slip(round_, code, is_shared=True)


@allow(can_run_round, staff=True)
def slips(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Print slips: the codes are on this one page and nowhere else."""
    form = SlipsForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "batches": edition.code_batches.order_by("-printed_at")}
    if form.is_valid():
        codes = make_slips(edition=edition, actor=person_of(request), now=timezone.now(), **form.cleaned_data)
        address = settings.SITE_ORIGIN + reverse("voting:vote", args=[edition.slug])
        printed = [{"code": in_groups(code), "qr": qr_of(f"{address}#{code}")} for code in codes]
        return render(request, "voting/organise/slips_print.html", {"slips": printed, "address": address})
    return render(request, "voting/organise/slips.html", context)


@require_POST
@allow(can_run_round, staff=True)
def void(request: HttpRequest, edition: Edition, batch: int) -> HttpResponse:
    """Make a stack of slips worthless."""
    found = get_object_or_404(CodeBatch, edition=edition, pk=batch)
    void_slips(batch=found, actor=person_of(request), now=timezone.now())
    return redirect("voting:slips", edition=edition.slug)


def qr_of(text: str) -> str:
    """Return a QR code as SVG without styles."""
    return mark_safe(segno.make(text, error="m").svg_inline(omitsize=True, border=2))  # nosec B308 B703: of our making
