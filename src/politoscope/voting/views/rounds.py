"""The moderator's page of a vote: open, extend, announce, close, count, accept, show, repeat."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from politoscope.editions.access import View, allow
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.errors import ProposalError
from politoscope.registration.queries import checked_in
from politoscope.voting import bridge, queries
from politoscope.voting.enums import CodeMode, Publication
from politoscope.voting.errors import LateProposal, VoteError
from politoscope.voting.forms import (
    CloseForm,
    DecisionForm,
    DiceForm,
    ExtendForm,
    OpenForm,
    SeatsForm,
    minutes_from,
)
from politoscope.voting.models import Ballot, Round
from politoscope.voting.policies import can_run_round
from politoscope.voting.records import checksums_of, steps_of
from politoscope.voting.results import result_of
from politoscope.voting.services import (
    accept_result,
    announce_close,
    change_seats,
    close_round,
    count_round,
    decide,
    extend_round,
    open_round,
    release_result,
    repeat_round,
)
from politoscope.voting.services.complaints import TO_REPEAT
from politoscope.voting.views.current import current_round
from politoscope.voting.views.files import download
from politoscope.voting.voters import count_entitled

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@allow(can_run_round, staff=True)
def rounds(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show where the vote stands and what comes next."""
    return show(request, edition)


def show(request: HttpRequest, edition: Edition, **forms: Form) -> HttpResponse:
    """Write the page; ``forms`` are those that came back with errors."""
    round_ = current_round(edition)
    context: dict[str, Any] = {
        "round": round_,
        "extend_form": ExtendForm(),
        "close_form": CloseForm(),
        "dice_form": DiceForm(),
    }
    if round_ is None or round_.is_released:
        context["proposals"] = edition.proposals.filter(status="proposed").count()
        context["open_form"] = OpenForm(edition=edition, people=checked_in(edition).count())
    if round_ is not None and round_.is_open:
        context |= standing_of_open(round_)
        context["is_slip"] = round_.code_mode == CodeMode.SLIP
    elif round_ is not None:
        context["fingerprint"] = bridge.groups(round_.fingerprint)
    if round_ is not None:
        context["checksums"] = checksums_of(round_)
    if round_ is not None and round_.is_counted:
        context["result"] = result_of(round_)
        context["seats_form"] = SeatsForm(initial={"seats": round_.seats})
        context |= {"complaints": round_.complaints.count(), "to_repeat": TO_REPEAT}
    return render(request, "voting/organise/rounds.html", {**context, **forms})


@allow(can_run_round, staff=True)
def count(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Return the number of ballots, for the moderator's page."""
    round_ = current_round(edition)
    if round_ is None or not round_.is_open:
        return render(request, "voting/organise/count.html", {"round": round_})
    return render(request, "voting/organise/count.html", {"round": round_, **standing_of_open(round_)})


def standing_of_open(round_: Round) -> dict[str, Any]:
    """Return what the moderator may know of an open round: how many ballots, and whether its time is over."""
    now = timezone.now()
    return {
        "ballots": queries.count_ballots(round_),
        "entitled": count_entitled(round_),
        "is_over": round_.closes_at is not None and round_.closes_at <= now,
        "now": now,
    }


@require_POST
@allow(can_run_round, staff=True)
def start(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Open a round."""
    form = OpenForm(request.POST, edition=edition)
    if not form.is_valid():
        return show(request, edition, open_form=form)
    terms = dict(form.cleaned_data)
    now = timezone.now()
    closes_at = minutes_from(now, terms.pop("minutes"))
    return told(
        request,
        edition,
        lambda: open_round(edition=edition, actor=person_of(request), closes_at=closes_at, now=now, **terms),
        _("The round is open."),
    )


def step(act: Callable[..., Any], success: StrOrPromise, form_name: str = "") -> View:
    """Return the view of a step that needs no more than its round, and the answers of the form of that name."""

    @require_POST
    @allow(can_run_round, staff=True)
    def view(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
        round_, answers = find(edition, number), {}
        if form_name:
            form = FORMS[form_name](request.POST)
            if not form.is_valid():
                return show(request, edition, **{form_name: form})
            answers = form.cleaned_data
        return told(
            request,
            edition,
            lambda: act(round=round_, actor=person_of(request), now=timezone.now(), **answers),
            success,
        )

    return view


FORMS: dict[str, type[Form]] = {"extend_form": ExtendForm, "dice_form": DiceForm, "seats_form": SeatsForm}

extend = step(extend_round, _("There is more time now."), "extend_form")
announce = step(announce_close, _("Everybody reads now that two minutes are left."))
tally = step(count_round, _("The round is counted."), "dice_form")
accept = step(accept_result, _("The result is accepted: the planners have the sessions."))
release = step(release_result, _("The result is published."))
seats = step(change_seats, _("The list follows the new number of places."), "seats_form")
repeat = step(repeat_round, _("The vote is repeated: a new round is open."))


@require_POST
@allow(can_run_round, staff=True)
def close(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Close a round: when its announced time is over, or on the word that the room was told."""
    round_ = find(edition, number)
    is_due = round_.closes_at is not None and round_.closes_at <= timezone.now()
    form = CloseForm(request.POST)
    if round_.is_open and not is_due and not form.is_valid():
        return show(request, edition, close_form=form)
    return told(
        request,
        edition,
        lambda: close_round(round=round_, actor=person_of(request), now=timezone.now()),
        _("The round is closed."),
    )


@allow(can_run_round, staff=True)
def record(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Show what was done around a round, by whom and when, with the checksums of the log."""
    round_ = find(edition, number)
    context = {"round": round_, "steps": steps_of(round_), "checksums": checksums_of(round_)}
    return render(request, "voting/organise/record.html", context)


@allow(can_run_round, staff=True)
def decision(request: HttpRequest, edition: Edition, number: int, proposal: int) -> HttpResponse:
    """Accept or park one proposal on top of the result, with a reason that everybody can read."""
    round_ = find(edition, number)
    found = edition.proposals.standing().filter(number=proposal).first()
    if found is None or not round_.is_counted:
        raise Http404(f"nothing to decide about {proposal}")
    verdict = "parked" if found.status == "accepted" else "accepted"
    form = DecisionForm(request.POST or None, initial={"verdict": verdict})
    if not form.is_valid():
        page = {"form": form, "round": round_, "proposal": found, "verdict": verdict}
        return render(request, "voting/organise/decision.html", page)
    words = form.cleaned_data
    return told(
        request,
        edition,
        lambda: decide(round=round_, proposal=found, actor=person_of(request), now=timezone.now(), **words),
        _("Your decision is in the record."),
    )


@allow(can_run_round, staff=True)
def counters_file(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Offer the file with the ballots for the counting team, as long as the ballots are kept."""
    round_ = find(edition, number)
    if not round_.is_counted or not round_.snapshot.file or round_.publication != Publication.COUNTERS:
        raise Http404(f"no ballots of round {number} for a counting team")
    ballots = list(Ballot.objects.filter(round=round_).values_list("nonce", "choices"))
    if not ballots:
        raise Http404(f"the ballots of round {number} are deleted")
    content = bridge.counting_team_file(round_.snapshot.closing, ballots, dice=round_.dice)
    return download(content, f"{edition.slug}-{number}-ballots.json", "application/json")


def find(edition: Edition, number: int) -> Round:
    """Return a round of the edition, or 404."""
    found = edition.rounds.filter(number=number).first()
    if found is None:
        raise Http404(f"no round {number}")
    return found


def person_of(request: HttpRequest) -> Person:
    """Return the moderator; the door let nobody else in."""
    assert isinstance(request.user, Person)
    return request.user


def told(request: HttpRequest, edition: Edition, act: Callable[[], Any], success: StrOrPromise) -> HttpResponse:
    """Do something with a round and say on its page what came of it."""
    try:
        act()
    except LateProposal as error:
        at = timezone.localtime(error.closable_at).strftime("%H:%M:%S")
        closable = _("It can be closed at %(time)s.") % {"time": at}
        messages.error(request, f"{error} {closable}")
    except (VoteError, ProposalError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, success)
    return redirect("voting:rounds", edition=edition.slug)
