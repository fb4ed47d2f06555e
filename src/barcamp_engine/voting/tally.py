"""The counted result of a round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from barcamp_engine.voting import fairness
from barcamp_engine.voting.ballot import Number
from barcamp_engine.voting.course import EQUAL_SHARES, WORTH, Arithmetic, run_rule
from barcamp_engine.voting.electorate import Electorate
from barcamp_engine.voting.errors import InvalidQuorum, InvalidSeats
from barcamp_engine.voting.missing import Gains, Loads, missing_people
from barcamp_engine.voting.profile import Profile
from barcamp_engine.voting.reasons import Findings, Reason, Shortfall, explain
from barcamp_engine.voting.rules import Rule
from barcamp_engine.voting.run import Progress, Step, silent
from barcamp_engine.voting.ties import TieBreak, Ties


@dataclass(frozen=True, slots=True)
class Tally:
    """What a round decided, in ids, with the reason of every proposal.

    ``ranking`` is ``accepted`` followed by ``waiting``; ``loads`` stand beside the ranking (sequential Phragmén only).
    ``people`` counts the ballots that approve something, ``hands`` the people without a phone in the room.
    ``is_hands_only``: there was no ballot at all, so the ranking is a plain majority and minorities have no claim.
    """

    rule: Rule
    seats: int
    quorum: int
    people: Number
    hands: int
    is_hands_only: bool
    accepted: tuple[str, ...]
    waiting: tuple[str, ...]
    loads: tuple[Fraction, ...] | None
    reasons: tuple[Reason, ...]
    fairness: fairness.Certificate

    @property
    def ranking(self) -> tuple[str, ...]:
        """Return everything that was ranked, best first."""
        return self.accepted + self.waiting


def tally(
    profile: Profile,
    *,
    seats: int,
    rule: Rule = Rule.SEQUENTIAL_PHRAGMEN,
    quorum: int = 0,
    ties: Ties,
    arithmetic: Arithmetic = Arithmetic.AUTO,
    progress: Progress = silent,
) -> Tally:
    """Count a profile: which proposals get the ``seats`` places, in which order, and why.

    Proposals below the quorum are taken out first (own hosts do not count towards it); proposals that nobody approves
    are never ranked. Places go down the ranking until the next proposal does not fit, so another place only adds.
    Exact and deterministic. Raises ``InvalidSeats``, ``InvalidQuorum``.
    """
    rule = Rule(rule)
    _check(profile, seats, quorum)
    electorate = Electorate.of(profile)
    shortfalls = _shortfalls(electorate, profile, quorum)
    eligible = [c for c in range(len(profile.proposals)) if c not in shortfalls]
    contest = electorate.only(eligible)
    order = ties.among(profile.proposals)
    run = run_rule(rule, contest, order, seats=seats, eligible=eligible, arithmetic=arithmetic, progress=progress)
    accepted = _places_filled(contest, run.steps, seats)
    steps = run.steps[:accepted] + tuple(step for step in run.steps[accepted:] if contest.support[step.proposal])
    factor = _real(rule, contest)
    findings = Findings(
        electorate=electorate,
        contest=contest,
        steps=steps,
        values=[None if factor is None else step.value() * factor for step in steps],
        accepted=accepted,
        missing=_missing(rule, contest, order, steps, accepted, seats),
        hands=profile.hands.counts if profile.hands else {},
        shortfalls=shortfalls,
    )
    names = [profile.proposals[step.proposal] for step in steps]
    return Tally(
        rule=rule,
        seats=seats,
        quorum=quorum,
        people=electorate.headcount(electorate.people),
        hands=profile.hands.people if profile.hands else 0,
        is_hands_only=not any(ballot.choices and ballot.weight for ballot in profile.ballots),
        accepted=tuple(names[:accepted]),
        waiting=tuple(names[accepted:]),
        loads=tuple(value for value in findings.values if value) if rule is Rule.SEQUENTIAL_PHRAGMEN else None,
        reasons=explain(findings),
        fairness=fairness.check(contest, [step.proposal for step in steps[:accepted]], seats),
    )


def _check(profile: Profile, seats: int, quorum: int) -> None:
    most = floor(sum(map(profile.cost_of, profile.proposals)))
    if not 1 <= seats <= most:
        raise InvalidSeats(
            f"{seats} places cannot be given to {len(profile.proposals)} proposals.",
            f"Ask for at least 1 and at most {most}.",
        )
    if quorum < 0:
        raise InvalidQuorum(f"The quorum is {quorum}.", "Give 0 for none, or a number of people.")


def _shortfalls(electorate: Electorate, profile: Profile, quorum: int) -> dict[int, Shortfall]:
    """Return the proposals below the quorum.

    A ballot does not tell whose it is. That every host wants the own proposal is therefore assumed, not looked up.
    """
    short = {}
    for c, proposal in enumerate(profile.proposals):
        counted = max(0, electorate.headcount(electorate.support[c]) - profile.hosts.get(proposal, 0))
        if counted < quorum:
            short[c] = Shortfall(counted, quorum)
    return short


def _places_filled(contest: Electorate, steps: Sequence[Step], seats: int) -> int:
    """Return how many steps fit into the places before one does not."""
    return sum(1 for free in _room(contest, steps, seats)[1:] if free >= 0)


def _room(contest: Electorate, steps: Sequence[Step], seats: int) -> list[int]:
    """Return the free places before each step and after the last; below zero from the first that does not fit."""
    room = [seats * contest.cost_unit]
    for step in steps:
        room.append(room[-1] - contest.costs[step.proposal] if room[-1] >= 0 else -1)
    return room


def _real(rule: Rule, contest: Electorate) -> Fraction | None:
    """Return what turns the value of a step into one per person and place.

    A completed rule has no such number: its steps are prices first and something else later.
    """
    if rule in WORTH:
        return Fraction(1, contest.unit)
    if rule in EQUAL_SHARES and rule is not Rule.EQUAL_SHARES:
        return None
    return Fraction(contest.unit, contest.cost_unit)


def _missing(
    rule: Rule, contest: Electorate, order: TieBreak, steps: Sequence[Step], accepted: int, seats: int
) -> dict[int, int | None]:
    """Return the missing people of everything without a place; equal shares has no such number."""
    if rule in EQUAL_SHARES:
        return {}
    room = _room(contest, steps, seats)
    decisive = steps[: accepted + 1] if room[accepted] > 0 else steps[:accepted]
    loads = rule is Rule.SEQUENTIAL_PHRAGMEN
    course = Loads(contest, decisive) if loads else Gains(contest, decisive, WORTH[rule](contest))
    placed = {step.proposal for step in steps[:accepted]}
    rejected = [c for c in range(len(contest.proposals)) if c not in placed]
    # the step that no longer fitted gave no place: what is left after it counts as nothing
    free = [*room[: len(decisive)], room[accepted] if len(decisive) == accepted else 0]
    return missing_people(contest, order, course, decisive, free, rejected)
