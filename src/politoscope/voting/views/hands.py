"""Hands, entered by the moderator from a phone held in one hand."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from politoscope.editions.access import allow
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.models import Proposal
from politoscope.proposals.queries import hosts_of
from politoscope.voting.enums import Counter, HandWord
from politoscope.voting.errors import VoteError
from politoscope.voting.forms import HandsForm, PeopleForm
from politoscope.voting.hand_counts import disagreements, hands_of_word
from politoscope.voting.models import HandTotal, Round
from politoscope.voting.on_ballot import on_ballot
from politoscope.voting.policies import can_run_round
from politoscope.voting.services import enter_hands, set_hands_people, show_hands
from politoscope.voting.views.current import current_round
from politoscope.voting.views.rounds import find, person_of


@dataclass(frozen=True)
class Entered:
    """That hands were counted; the number only for whoever entered it (R-04)."""

    own: HandTotal | None


@dataclass(frozen=True)
class HandRow:
    """A proposal and what was counted for it so far."""

    proposal: Proposal
    hosts: str
    first: Entered | None
    second: Entered | None
    disagrees: bool

    def of(self, counter: int) -> HandTotal | None:
        """Return what the reader entered as this counter."""
        entered = self.first if counter == Counter.FIRST else self.second
        return entered.own if entered else None


@allow(can_run_round, staff=True)
def hands(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Ask for the people without a phone, and show what is counted."""
    round_ = open_round_of(edition)
    if round_ is None:
        return redirect("voting:rounds", edition=edition.slug)
    form = PeopleForm(request.POST or None, initial={"people": round_.hands_people})
    if form.is_valid():
        try:
            set_hands_people(round=round_, actor=person_of(request), now=timezone.now(), **form.cleaned_data)
        except VoteError as error:
            form.add_error("people", str(error))
        else:
            first = next(
                (row.proposal.number for row in rows_of(round_, person_of(request)) if row.first is None), None
            )
            return to(edition, first, Counter.FIRST)
    return render(
        request,
        "voting/organise/hands.html",
        {
            "round": round_,
            "form": form,
            "rows": rows_of(round_, person_of(request)),
            "can_show": Round.objects.beyond_ballots(now=timezone.now()).filter(pk=round_.pk).exists(),
        },
    )


@allow(can_run_round, staff=True)
def hands_for(request: HttpRequest, edition: Edition, proposal: int) -> HttpResponse:
    """Enter the hands for one proposal, and go on to the next."""
    round_ = open_round_of(edition)
    if round_ is None:
        return redirect("voting:rounds", edition=edition.slug)
    if round_.hands_people is None:
        return redirect("voting:hands", edition=edition.slug)
    rows = rows_of(round_, person_of(request))
    place = next((place for place, row in enumerate(rows) if row.proposal.number == proposal), None)
    if place is None:
        raise Http404(f"no proposal {proposal} to count hands for")
    counter = Counter.SECOND if request.GET.get("counter") == "2" else Counter.FIRST
    form = HandsForm(request.POST or None)
    if form.is_valid():
        try:
            enter_hands(
                round=round_,
                proposal=rows[place].proposal,
                actor=person_of(request),
                counter=counter,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except VoteError as error:
            form.add_error("hands", str(error))
        else:
            following = rows[place + 1].proposal.number if place + 1 < len(rows) else None
            return to(edition, following, counter)
    return show_one(request, round_, rows, place, counter, form)


@require_POST
@allow(can_run_round, staff=True)
def show(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Put the totals on the screen, for the room to confirm."""
    try:
        show_hands(round=find(edition, number), actor=person_of(request), now=timezone.now())
    except VoteError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The room sees the hands now."))
    return redirect("voting:hands", edition=edition.slug)


def show_one(
    request: HttpRequest, round_: Round, rows: list[HandRow], place: int, counter: Counter, form: Form
) -> HttpResponse:
    """Write the page for one proposal."""
    people = round_.hands_people or 0
    words = [(word.value, word.label, hands_of_word(word, people)) for word in HandWord]
    return render(
        request,
        "voting/organise/hands_for.html",
        {
            "round": round_,
            "row": rows[place],
            "entered": rows[place].of(counter),
            "place": place + 1,
            "all": len(rows),
            "previous": rows[place - 1].proposal.number if place else None,
            "following": rows[place + 1].proposal.number if place + 1 < len(rows) else None,
            "counter": counter,
            "words": words,
            "form": form,
        },
    )


def rows_of(round_: Round, person: Person) -> list[HandRow]:
    """Return the proposals in the order of their numbers, with what was counted so far. Three queries."""
    totals = list(HandTotal.objects.filter(round=round_).select_related("proposal"))
    found = {
        (total.proposal_id, total.counter): Entered(own=total if total.entered_by_id == person.pk else None)
        for total in totals
    }
    quarrels = set(disagreements(totals))
    proposals = on_ballot(round_).with_hosts().order_by("number")
    return [
        HandRow(
            proposal=proposal,
            hosts=", ".join(hosts_of(proposal).agreed),
            first=found.get((proposal.pk, Counter.FIRST)),
            second=found.get((proposal.pk, Counter.SECOND)),
            disagrees=proposal.number in quarrels,
        )
        for proposal in proposals
    ]


def open_round_of(edition: Edition) -> Round | None:
    """Return the round that is open, if any."""
    round_ = current_round(edition)
    return round_ if round_ is not None and round_.is_open else None


def to(edition: Edition, proposal: int | None, counter: int) -> HttpResponse:
    """Go to the page of a proposal, or back to the list after the last one."""
    if proposal is None:
        return redirect("voting:hands", edition=edition.slug)
    address = reverse("voting:hands_for", kwargs={"edition": edition.slug, "proposal": proposal})
    return redirect(f"{address}?counter={int(counter)}")
