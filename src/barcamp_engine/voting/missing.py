"""How many more people a proposal would have needed.

For every step before the last place was given: how many people who want only this proposal would have put it ahead of
the one that was taken? The smallest of these numbers is the answer, and it is exact: with that many the proposal is
accepted, with one fewer it is not. A step that would have ended in a tie counts by the tie order of the count.

Source: VOTING.md section 3.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Protocol

from barcamp_engine.voting.electorate import Electorate, whole_numbers
from barcamp_engine.voting.rules.thiele import Worth
from barcamp_engine.voting.run import Step
from barcamp_engine.voting.ties import TieBreak

Event = tuple[int, int, int]
"""A ballot's proposal was taken: in this step, after that earlier step (-1: none), with so many taken before."""


class Course(Protocol):
    """What a rule adds up per proposal, and what is lacking to win a step."""

    def start(self, proposal: int) -> int:
        """Return the sum before the first step."""

    def change(self, event: Event) -> int:
        """Return what the event adds to the sum, per unit of weight."""

    def lack(self, step: int, proposal: int, total: int) -> tuple[int, int]:
        """Return what is lacking to equal the winner of ``step``, and what each further person brings."""


class Loads:
    """Sequential Phragmén: sums of loads over one denominator."""

    def __init__(self, electorate: Electorate, steps: Sequence[Step]) -> None:
        self._electorate = electorate
        self._values, self._denominator = whole_numbers(step.value() for step in steps)

    def start(self, proposal: int) -> int:
        """Nobody carries a load yet."""
        return 0

    def change(self, event: Event) -> int:
        """Return the growth of the load."""
        step, before, _ = event
        return self._values[step] - (self._values[before] if before >= 0 else 0)

    def lack(self, step: int, proposal: int, total: int) -> tuple[int, int]:
        """(cost + loads) / (approvers + x) = winning value, solved for x."""
        price = self._electorate.costs[proposal] * self._denominator + total
        value = self._values[step]
        return price - self._electorate.support[proposal] * value, value * self._electorate.unit


class Gains:
    """The greedy rules: sums of what a proposal is worth to its approvers."""

    def __init__(self, electorate: Electorate, steps: Sequence[Step], worth: Worth) -> None:
        self._electorate = electorate
        self._steps = steps
        self._worth = worth
        self._first = [worth.of(len(ballot), 0) if ballot else 0 for ballot in electorate.ballots]

    def start(self, proposal: int) -> int:
        """Return the sum while nothing is taken."""
        bundles = self._electorate.approvers[proposal]
        return sum(weight * sum(map(self._first.__getitem__, ballots)) for weight, ballots in bundles)

    def change(self, event: Event) -> int:
        """Return how much less one more proposal is worth now."""
        _, _, taken = event
        return self._worth.of(1, taken + 1) - self._worth.of(1, taken)

    def lack(self, step: int, proposal: int, total: int) -> tuple[int, int]:
        """Sum + x = winning sum, solved for x."""
        return self._steps[step].numerator - total, self._worth.scale * self._electorate.unit


def missing_people(
    electorate: Electorate,
    ties: TieBreak,
    course: Course,
    steps: Sequence[Step],
    room: Sequence[int],
    proposals: Iterable[int],
) -> dict[int, int | None]:
    """Return for each of ``proposals`` the people it would have needed; None where it does not fit at all.

    ``steps`` are those in which a place could be won, ``room`` the places (in units of cost) free before each and
    after the last.
    """
    events = _events(electorate, steps)
    return {c: _missing(electorate, ties, course, steps, room, c, events) for c in proposals}


def _missing(
    electorate: Electorate,
    ties: TieBreak,
    course: Course,
    steps: Sequence[Step],
    room: Sequence[int],
    proposal: int,
    events: Sequence[Sequence[Event]],
) -> int | None:
    cost = electorate.costs[proposal]
    changes = _changes(electorate, course, proposal, events)
    total = course.start(proposal)
    least = None
    for number, step in enumerate(steps):
        if room[number] < cost:
            return least
        needed, per_person = course.lack(number, proposal, total)
        people, over = divmod(needed, per_person)
        approvals = electorate.support[proposal] + people * electorate.unit
        winner = ties.key(step.proposal, electorate.support[step.proposal])
        if over or ties.key(proposal, approvals) > winner:
            people += 1
        least = people if least is None else min(least, people)
        total += changes.get(number, 0)
    if room[len(steps)] >= cost:  # places are left over: one person is enough
        return 1
    return least


def _changes(
    electorate: Electorate, course: Course, proposal: int, events: Sequence[Sequence[Event]]
) -> dict[int, int]:
    """Return by how much the sum of ``proposal`` changes in each step."""
    changes: Counter[int] = Counter()
    for weight, ballots in electorate.approvers[proposal]:
        seen = Counter(chain.from_iterable(map(events.__getitem__, ballots)))
        for event, number in seen.items():
            changes[event[0]] += course.change(event) * number * weight
    return changes


def _events(electorate: Electorate, steps: Sequence[Step]) -> list[list[Event]]:
    """Return for each ballot what happened to it, in order."""
    events: list[list[Event]] = [[] for _ in electorate.ballots]
    for number, step in enumerate(steps):
        for ballot in electorate.approver_ids(step.proposal):
            own = events[ballot]
            own.append((number, own[-1][0] if own else -1, len(own)))
    return events
