"""A profile as whole numbers: who approves what, equal ballots counted together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

from barcamp_engine.voting.ballot import Number
from barcamp_engine.voting.profile import Profile


@dataclass(frozen=True, slots=True)
class Electorate:
    """Distinct ballots as sorted index tuples, with whole weights, seen from both sides.

    A weight counts in ``unit``-ths of a person and a cost in ``cost_unit``-ths of a place, so that everything is an
    integer. ``approvers[c]`` holds, for each weight that occurs, the ballots of that weight which approve c.
    Ballots without an approval are dropped before everything; ``people`` is the weight of the others and stays the
    same when ``only`` takes proposals out.
    """

    proposals: tuple[str, ...]
    ballots: tuple[tuple[int, ...], ...]
    weights: tuple[int, ...]
    unit: int
    costs: tuple[int, ...]
    cost_unit: int
    people: int
    approvers: tuple[tuple[tuple[int, tuple[int, ...]], ...], ...]
    support: tuple[int, ...]

    @classmethod
    def of(cls, profile: Profile) -> Electorate:
        """Build from a profile; cost: one pass over all approvals."""
        index = {proposal: i for i, proposal in enumerate(profile.proposals)}
        as_cast: dict[tuple[str, ...], Number] = {}
        for ballot in profile.all_ballots():
            if ballot.choices and ballot.weight:
                as_cast[ballot.choices] = as_cast.get(ballot.choices, 0) + ballot.weight
        distinct: dict[tuple[int, ...], Number] = {}
        for choices, weight in as_cast.items():
            key = tuple(sorted(map(index.__getitem__, choices)))
            distinct[key] = distinct.get(key, 0) + weight
        weights, unit = whole_numbers(distinct.values())
        costs, cost_unit = whole_numbers(map(profile.cost_of, profile.proposals))
        ballots = tuple(distinct)
        approvers = approvers_of(ballots, weights, len(profile.proposals))
        return cls(
            proposals=profile.proposals,
            ballots=ballots,
            weights=weights,
            unit=unit,
            costs=costs,
            cost_unit=cost_unit,
            people=sum(weights),
            approvers=approvers,
            support=support_of(approvers),
        )

    def only(self, kept: Collection[int]) -> Electorate:
        """Return the same people with every proposal outside ``kept`` taken off the ballots."""
        if len(kept) == len(self.proposals):
            return self
        ballots = tuple(tuple(c for c in ballot if c in kept) for ballot in self.ballots)
        approvers = approvers_of(ballots, self.weights, len(self.proposals))
        return replace(self, ballots=ballots, approvers=approvers, support=support_of(approvers))

    def approver_ids(self, proposal: int) -> Iterable[int]:
        """Yield the distinct ballots that approve ``proposal``."""
        for _, ballots in self.approvers[proposal]:
            yield from ballots

    def supported(self) -> tuple[int, ...]:
        """Return the proposals that somebody approves."""
        return tuple(c for c, support in enumerate(self.support) if support)

    def headcount(self, weight: int) -> Number:
        """Turn a weight back into people: a whole number wherever it is one."""
        return plain(Fraction(weight, self.unit))

    def places(self, cost: int) -> Number:
        """Turn a cost back into places: a whole number wherever it is one."""
        return plain(Fraction(cost, self.cost_unit))


def whole_numbers(numbers: Iterable[Number]) -> tuple[tuple[int, ...], int]:
    """Return ``numbers`` times their smallest common denominator, and that denominator."""
    given = list(numbers)
    unit = lcm(*{number.denominator for number in given})
    return tuple(number.numerator * (unit // number.denominator) for number in given), unit


def approvers_of(
    ballots: tuple[tuple[int, ...], ...], weights: tuple[int, ...], proposals: int
) -> tuple[tuple[tuple[int, tuple[int, ...]], ...], ...]:
    """Turn ballots around: for each proposal the approving ballots, bundled by weight."""
    of_weight: dict[int, list[int]] = {}
    for i, weight in enumerate(weights):
        of_weight.setdefault(weight, []).append(i)
    bundles: list[list[tuple[int, tuple[int, ...]]]] = [[] for _ in range(proposals)]
    for weight, ids in of_weight.items():
        found: defaultdict[int, list[int]] = defaultdict(list)
        for i in ids:
            for c in ballots[i]:
                found[c].append(i)
        for c, approving in found.items():
            bundles[c].append((weight, tuple(approving)))
    return tuple(map(tuple, bundles))


def support_of(approvers: tuple[tuple[tuple[int, tuple[int, ...]], ...], ...]) -> tuple[int, ...]:
    """Return the weight of the approvers of each proposal."""
    return tuple(sum(weight * len(ids) for weight, ids in bundles) for bundles in approvers)


def plain(number: Number) -> Number:
    """Return a whole number as an ``int``."""
    return number.numerator if number.denominator == 1 else number
