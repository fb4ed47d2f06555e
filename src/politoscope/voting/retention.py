"""How long a vote remembers who took part; its result stays, and nobody can be led from it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from politoscope.audit.forgetting import Action, Due, Rule, register
from politoscope.proposals.models import Proposal
from politoscope.proposals.retention import STAYS_BY_TITLE
from politoscope.voting.models import Decision, HandTotal, MergeRequest, Snapshot
from politoscope.voting.services.retention import KEPT, forget_votes

if TYPE_CHECKING:
    from politoscope.editions.models import Edition


def on_results(edition: Edition) -> set[UUID]:
    """Return the proposals that a closed round names: its result must stay readable."""
    closings = Snapshot.objects.filter(round__edition=edition).values_list("closing", flat=True)
    numbers = {int(topic["id"]) for closing in closings for topic in json.loads(closing)["topics"]}
    return set(Proposal.objects.filter(edition=edition, number__in=numbers).values_list("pk", flat=True))


def forget_markers(due: Due) -> int:
    """Delete who took part, in every round that closed long enough ago."""
    return forget_votes(now=due.now)


def forget_deciders(due: Due) -> int:
    """Take the names off counts, decisions and mergers; they themselves belong to the result."""
    counted = HandTotal.objects.filter(round__edition=due.edition, entered_by__isnull=False)
    decided = Decision.objects.filter(round__edition=due.edition, actor__isnull=False)
    merged = MergeRequest.objects.filter(edition=due.edition).exclude(asked_by=None, joined=[])
    return counted.update(entered_by=None) + decided.update(actor=None) + merged.update(asked_by=None, joined=[])


STAYS_BY_TITLE.append(on_results)
register(
    Rule(
        "voting.participation",
        _("That somebody voted"),
        covers=("voting.Participation", "voting.Round.code_secret"),
        since=_("after the close of the vote"),
        days=KEPT.days,
        forget=forget_markers,
        shown_on="voting:vote",
        is_of_edition=False,
        yields_to_hold=False,
        is_fixed=True,
    ),
    Rule(
        "voting.deciders",
        _("Who counted hands, decided by hand or asked for a merger"),
        covers=("voting.HandTotal.entered_by", "voting.Decision.actor", "voting.MergeRequest"),
        days=365,
        action=Action.REDUCE,
        forget=forget_deciders,
        shown_on="voting:result",
    ),
    Rule(
        "voting.results",
        _("Results of votes and published ballots: they name nobody, so that anybody can recount"),
        covers=("voting.Round", "voting.Snapshot", "voting.Ballot", "voting.Decision", "voting.HandTotal"),
        action=Action.KEEP,
        shown_on="voting:result",
    ),
)
