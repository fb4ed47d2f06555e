"""The ballot of somebody who votes: looked at, marked, sent, by phone or with a slip."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from politoscope.editions.access import enters_late
from politoscope.editions.middleware import enter_edition
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.realtime.offline import may_be_kept
from politoscope.voting import queries
from politoscope.voting.enums import CodeMode
from politoscope.voting.errors import BallotChanged, NotEntitled, PlaceGivenUp, PlaceHasVoted, RoundClosed, VoteError
from politoscope.voting.forms import SlipForm
from politoscope.voting.models import Round
from politoscope.voting.policies import can_help_voters
from politoscope.voting.services import CastBallot, cast_ballot, cast_own_ballot, note_help
from politoscope.voting.views.current import current_round
from politoscope.voting.voters import Voter, mind_the_place, voter_of_badge, voter_of_person, voter_of_slip

STATUS_OF_ERROR = {BallotChanged: 409, RoundClosed: 410, PlaceGivenUp: 410, PlaceHasVoted: 410, NotEntitled: 403}
MAX_MARKS = 2_000
MAX_DIGITS = 9
NO_PROPOSAL = 0
"""More proposals than any barcamp has: a longer list is no ballot."""


@dataclass(frozen=True)
class Booth:
    """Where a ballot is filled in: who votes, and what travels with the form so that the next request knows it."""

    voter: Voter
    hidden: dict[str, str]
    shuffle: str
    is_shared: bool = False
    """A kiosk or a helper's device: afterwards the next voter comes."""


def vote(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show where the vote stands, and the ballot to whom it belongs."""
    round_ = current_round(edition)
    if round_ is None or not round_.is_open:
        return render(request, "voting/no_round.html", {"round": round_})
    if round_.is_hands_only:
        return render(request, "voting/hands_only.html", {"round": round_})
    if round_.code_mode == CodeMode.SLIP:
        return with_slip(request, round_)
    if not isinstance(request.user, Person):
        return render(request, "voting/sign_in.html", {"round": round_})
    try:
        booth = booth_of_person(request, round_)
    except NotEntitled as refusal:
        return render(request, "voting/not_entitled.html", {"round": round_, "why": type(refusal).__name__})
    return ballot(request, round_, booth)


def with_slip(request: HttpRequest, round_: Round) -> HttpResponse:
    """Ask for the code of a slip and show its ballot. The code stays in the form, never in an address."""
    form = SlipForm(request.POST or None)
    if form.is_valid():
        try:
            booth = booth_of_slip(round_, form.cleaned_data["slip"])
        except VoteError as error:
            form.add_error("slip", str(error))
        else:
            return ballot(request, round_, booth)
    return render(request, "voting/slip.html", {"round": round_, "form": form})


def ballot(request: HttpRequest, round_: Round, booth: Booth) -> HttpResponse:
    """Show a ballot as it is now."""
    held = queries.held_ballot(round_, booth.voter)
    cards = queries.ballot_cards(round_, marks=held.choices, shuffle=booth.shuffle)
    context = {
        "round": round_,
        "cards": cards,
        "marked": sum(card.is_marked for card in cards),
        "held": held,
        "booth": booth,
        "base": base_of(booth),
        **standing_of(round_),
    }
    response = render(request, "voting/ballot.html", context)
    return response if booth.is_shared else may_be_kept(response)


@require_POST
@enters_late
def cast(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    """Take a ballot: from a form (and back to the page), or from the page's script (and answer in JSON)."""
    if request.headers.get("Accept") == "application/json":
        return cast_by_script(request, edition, number)
    round_ = round_at(request, edition, number)
    try:
        booth = booth_of(request, round_)
        taken = cast_ballot(
            round=round_,
            voter=booth.voter,
            marks=marks_of(request),
            nonce=request.POST.get("nonce") or None,
            now=timezone.now(),
        )
    except VoteError as error:
        messages.error(request, str(error.message))
        return redirect("voting:vote", edition=edition)
    return saved(request, round_, booth, taken)


def cast_by_script(request: HttpRequest, slug: str, number: int) -> JsonResponse:
    """Take a ballot from the page's script.

    This is what a whole room does at once: of somebody signed in, edition, round and the right to vote are read with
    the ballots of all others that arrive together. Where that does not find the round it is looked for as usual.
    """
    delivery: dict[str, Any] = {
        "marks": marks_of(request),
        "nonce": request.POST.get("nonce") or None,
        "seen": request.POST.get("seen"),
        "now": timezone.now(),
    }
    if isinstance(request.user, Person) and not request.POST.keys() & {"slip", "badge"}:
        with suppress(Round.DoesNotExist):
            try:
                return acknowledged(cast_own_ballot(slug=slug, number=number, person=request.user, **delivery))
            except VoteError as error:
                enter_edition(request, slug, frame=False)  # its form of address is that of the sentence
                return refusal(error)
    round_ = round_at(request, slug, number)
    try:
        booth = booth_of(request, round_)
        taken = cast_ballot(round=round_, voter=booth.voter, **delivery)
    except VoteError as error:
        return refusal(error)
    note_if_shared(request, round_, booth)
    return acknowledged(taken)


def round_at(request: HttpRequest, slug: str, number: int) -> Round:
    """Enter the edition and return its round. Raises ``Http404``."""
    edition = enter_edition(request, slug, frame=False)
    round_ = get_object_or_404(Round, edition=edition, number=number)
    round_.edition = edition
    return round_


def acknowledged(taken: CastBallot) -> JsonResponse:
    """Answer the script that the ballot is on disk, with the receipt that it compares."""
    return JsonResponse({"choices": taken.choices, "nonce": taken.nonce, "receipt": taken.receipt})


def saved(request: HttpRequest, round_: Round, booth: Booth, taken: CastBallot) -> HttpResponse:
    """Say that the ballot is there; on a shared device make room for the next voter."""
    note_if_shared(request, round_, booth)
    text = ngettext(
        "Your ballot is saved: %(number)s mark. You can change it until the round closes.",
        "Your ballot is saved: %(number)s marks. You can change it until the round closes.",
        len(taken.choices),
    ) % {"number": len(taken.choices)}
    context = {"round": round_, "taken": taken, "text": text, "booth": booth, "base": base_of(booth)}
    return render(request, "voting/saved.html", context)


def note_if_shared(request: HttpRequest, round_: Round, booth: Booth) -> None:
    """Put on record that the crew took a ballot on its device."""
    if booth.is_shared:
        assert isinstance(request.user, Person)
        note_help(round=round_, actor=request.user, now=timezone.now())


def base_of(booth: Booth) -> str:
    """Return the frame of the page: a shared device shows no navigation of whoever is signed in on it."""
    return "ui/bare.html" if booth.is_shared else "ui/page.html"


def refusal(error: VoteError) -> JsonResponse:
    """Answer a ballot that was not taken with a sentence that says what to do, in the language of who sent it."""
    answer: dict[str, Any] = {"message": str(error.message), "code": type(error).__name__}
    if isinstance(error, BallotChanged):
        answer |= {"choices": error.choices, "receipt": error.receipt}
    return JsonResponse(answer, status=STATUS_OF_ERROR.get(type(error), 422))


def status(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Return the line that says how many ballots are here, how long the round is open, and what is new."""
    round_ = current_round(edition)
    since = request.GET.get("since", "")
    news = {}
    if since.isascii() and since.isdecimal() and len(since) <= 11:
        news = queries.news_since(edition, datetime.fromtimestamp(int(since), UTC))
    return render(request, "voting/status.html", {"round": round_, **news, **standing_of(round_)})


def waiting(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Return what to do before and after a round."""
    return render(request, "voting/waiting.html", {"round": current_round(edition)})


def standing_of(round_: Round | None) -> dict[str, Any]:
    """Return what everybody may know of an open round."""
    now = timezone.now()
    if round_ is None or not round_.is_open:
        return {"ballots": 0, "is_accepting": False, "is_announced": False, "now": now}
    return {
        "ballots": queries.count_ballots(round_),
        "is_accepting": round_.closes_at is None or now < round_.closes_at,
        "is_announced": round_.close_announced_at is not None,
        "now": now,
    }


def booth_of(request: HttpRequest, round_: Round) -> Booth:
    """Return whose ballot a form holds: a slip's, a badge's (crew only), or that of whoever is signed in."""
    if slip := request.POST.get("slip"):
        is_shared = "kiosk" in request.POST and can_help_voters(request.user, round_.edition)
        return booth_of_slip(round_, slip, is_shared=is_shared)
    if badge := request.POST.get("badge"):
        if not can_help_voters(request.user, round_.edition):
            raise NotEntitled
        return booth_of_badge(round_, badge)
    return booth_of_person(request, round_)


def booth_of_person(request: HttpRequest, round_: Round) -> Booth:
    """Return the booth of somebody signed in. Raises ``NotEntitled``."""
    if not isinstance(request.user, Person):
        raise NotEntitled
    voter = voter_of_person(round_, request.user)
    mind_the_place(round_, voter)
    return Booth(voter, {}, shuffle=_shuffle(request.session.session_key or "", round_))


def booth_of_slip(round_: Round, slip: str, *, is_shared: bool = False) -> Booth:
    """Return the booth of somebody with a slip, on the own phone or at the kiosk. Raises ``CodeUnknown``."""
    voter = voter_of_slip(round_, slip)
    hidden = {"slip": voter.code, **({"kiosk": "1"} if is_shared else {})}
    return Booth(voter, hidden, shuffle=_shuffle(voter.code, round_), is_shared=is_shared)


def booth_of_badge(round_: Round, badge: str) -> Booth:
    """Return the booth of somebody whose badge a helper holds. Raises ``CodeUnknown``, ``NotEntitled``."""
    voter = voter_of_badge(round_, badge)
    mind_the_place(round_, voter)
    return Booth(voter, {"badge": badge}, shuffle=_shuffle(voter.code, round_), is_shared=True)


def marks_of(request: HttpRequest) -> set[int]:
    """Return the numbers that were marked. What is no number becomes one that no proposal has: the ballot is refused
    as a whole, instead of a better one being replaced by what is left of it."""
    return {
        int(mark) if mark.isascii() and mark.isdecimal() and len(mark) <= MAX_DIGITS else NO_PROPOSAL
        for mark in request.POST.getlist("marks")[:MAX_MARKS]
    }


def _shuffle(device: str, round_: Round) -> str:
    return salted_hmac("politoscope.voting.order", f"{device}|{round_.pk}", algorithm="sha256").hexdigest()
