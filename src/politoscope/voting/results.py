"""The result of a round as pages show it."""

from __future__ import annotations

from dataclasses import dataclass

from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Proposal
from politoscope.proposals.queries import hosts_of
from politoscope.voting import bridge
from politoscope.voting.enums import Verdict
from politoscope.voting.models import Decision, Round
from politoscope.voting.queries import BALLOTS_TO_TELL_NUMBERS
from politoscope.voting.reasons import claim_sentence, hands_of, sentence_of
from politoscope.voting.standings import places_of


@dataclass(frozen=True)
class Line:
    """A proposal in the result: what became of it, and why."""

    proposal: Proposal
    hosts: str
    verdict: str
    sentence: str
    hands: str
    decision: Decision | None
    """The last decision by hand, if there is one."""

    @property
    def is_accepted(self) -> bool:
        """Tell whether it has a place, by the rule or by decision."""
        return self.verdict == Verdict.ACCEPTED


@dataclass(frozen=True)
class Result:
    """Everything the result page shows."""

    accepted: list[Line]
    waiting: list[Line]
    withdrawn: list[Proposal]
    moves_up: list[Proposal]
    """Those for whom a place became free since the result was accepted."""
    moves_out: list[Proposal]
    """Those whose place was lost since."""
    is_fair: bool
    claims: list[str]
    tells_numbers: bool
    hands_people: int
    is_hands_only: bool
    fingerprint: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether nobody marked anything."""
        return not self.accepted and not self.waiting


def result_of(round_: Round) -> Result:
    """Return the result of a counted round as it stands now. Six queries at most."""
    snapshot = round_.snapshot
    outcome = snapshot.outcome or {}
    people = int(outcome.get("people", 0))
    hands_people = int(outcome.get("hands", 0))
    tells = people >= BALLOTS_TO_TELL_NUMBERS and snapshot.voted + hands_people >= BALLOTS_TO_TELL_NUMBERS
    reasons = {int(reason["proposal"]): reason for reason in outcome.get("reasons", [])}
    taken = list(Decision.objects.filter(round=round_).select_related("actor").order_by("pk"))
    decided = {decision.proposal_id for decision in taken}
    decisions = {decision.proposal_id: decision for decision in taken if not decision.is_by_rule}
    hosts = _hosts(round_)
    places = places_of(round_)
    lines = [
        Line(
            proposal=proposal,
            hosts=hosts.get(proposal.number, ""),
            verdict=_standing(proposal, verdict) if proposal.pk in decided else verdict,
            sentence=sentence_of(reasons[proposal.number], tells_numbers=tells),
            hands=hands_of(reasons[proposal.number], tells_hands=tells and hands_people >= BALLOTS_TO_TELL_NUMBERS),
            decision=decisions.get(proposal.pk),
        )
        for proposal, verdict in places
    ]
    by_rule = [(proposal, verdict) for proposal, verdict in places if proposal.pk not in decisions]
    shown = {line.proposal.number for line in lines}
    titles = dict(round_.edition.proposals.values_list("number", "title"))
    claims = outcome.get("fairness", {}).get("claims", []) if tells else []
    return Result(
        accepted=[line for line in lines if line.is_accepted],
        waiting=[line for line in lines if not line.is_accepted],
        withdrawn=list(
            round_.edition.proposals.filter(
                number__in=set(reasons) - shown, status__in=[ProposalStatus.WITHDRAWN, ProposalStatus.MERGED]
            ).order_by("number")
        ),
        moves_up=[p for p, verdict in by_rule if verdict == Verdict.ACCEPTED and p.status == ProposalStatus.PARKED],
        moves_out=[p for p, verdict in by_rule if verdict == Verdict.PARKED and p.status == ProposalStatus.ACCEPTED],
        is_fair=bool(outcome.get("fairness", {}).get("holds", True)),
        claims=[claim_sentence(claim, titles.get(int(claim["proposal"]), "")) for claim in claims],
        tells_numbers=tells,
        hands_people=hands_people,
        is_hands_only=bool(outcome.get("hands_only", False)),
        fingerprint=bridge.groups(round_.fingerprint),
    )


def _standing(proposal: Proposal, verdict: Verdict) -> str:
    """Return what became of a proposal that was decided after this round: as it stands, else the rule's place."""
    if proposal.status == ProposalStatus.ACCEPTED:
        return Verdict.ACCEPTED
    if proposal.status == ProposalStatus.PARKED:
        return Verdict.PARKED
    return verdict


def _hosts(round_: Round) -> dict[int, str]:
    proposals = round_.edition.proposals.standing().with_hosts()
    return {proposal.number: ", ".join(hosts_of(proposal).agreed) for proposal in proposals}
