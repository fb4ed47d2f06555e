"""Method of Equal Shares: everybody gets the same money and pays the same for what they want.

Each ballot starts with k/n. A proposal can be bought when its approvers together hold its cost; everybody pays the
same price p, or all they have left, and the proposal with the smallest p is bought next. With costs, p is divided by
the utility of the proposal (1, or its cost). It stops when nothing can be bought.

Source: D. Peters, P. Skowron, Proportionality and the limits of welfarism, EC 2020 ("Rule X"); with costs:
D. Peters, G. Pierczyński, P. Skowron, Proportional participatory budgeting with additive utilities, NeurIPS 2021.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, inf

from barcamp_engine.voting.contenders import Contenders, Value
from barcamp_engine.voting.electorate import Electorate
from barcamp_engine.voting.rules import approval, phragmen, thiele
from barcamp_engine.voting.run import Progress, Run, Step, silent
from barcamp_engine.voting.ties import TieBreak


class Purses:
    """What is left to each ballot, per unit of weight, over one common denominator."""

    def __init__(self, electorate: Electorate, places: int, *, utility_is_cost: bool = False) -> None:
        self._electorate = electorate
        self._utility_is_cost = utility_is_cost
        self._denominator = electorate.people
        self._left = [places * electorate.cost_unit] * len(electorate.ballots)

    def price(self, proposal: int) -> Value | None:
        """Return the price per unit of utility now, or None when the approvers cannot pay any more."""
        cost = self._electorate.costs[proposal] * self._denominator
        weight = self._electorate.support[proposal]
        utility = self._electorate.costs[proposal] if self._utility_is_cost else 1
        purses = sorted(self._purses(proposal), reverse=True)
        if sum(money * people for money, people in purses) < cost:
            return None
        while cost > purses[-1][0] * weight:  # the poorest cannot pay the full price and give all they have
            money, people = purses.pop()
            cost -= money * people
            weight -= people
        return cost, weight * utility * self._denominator

    def pay(self, step: Step) -> None:
        """Take the price of the proposal just bought, or all there is, from its approvers."""
        utility = self._electorate.costs[step.proposal] if self._utility_is_cost else 1
        payers = step.denominator // (utility * self._denominator)
        finer = payers // gcd(payers, step.numerator)
        if finer > 1:
            self._left = [money * finer for money in self._left]
            self._denominator *= finer
        price = step.numerator * finer // payers
        for ballot in self._electorate.approver_ids(step.proposal):
            self._left[ballot] = max(0, self._left[ballot] - price)

    def debts(self) -> list[Fraction]:
        """Return what is left as loads below zero, to go on with Phragmén's rule."""
        return [Fraction(-money, self._denominator) for money in self._left]

    def _purses(self, proposal: int) -> list[tuple[int, int]]:
        left = self._left
        return [
            (left[ballot], weight) for weight, ballots in self._electorate.approvers[proposal] for ballot in ballots
        ]


@dataclass(frozen=True, slots=True)
class Purchase:
    """What was bought, and whether it ended because the next proposal did not fit into the places."""

    steps: tuple[Step, ...]
    is_blocked: bool = False


def buy(
    electorate: Electorate,
    ties: TieBreak,
    purses: Purses,
    *,
    seats: int | None = None,
    progress: Progress = silent,
) -> Purchase:
    """Buy until nothing can be bought, or until a proposal does not fit into ``seats`` any more."""
    contenders = Contenders(electorate.supported(), purses.price, lambda c: ties.key(c, electorate.support[c]))
    steps: list[Step] = []
    total = len(contenders)
    free = inf if seats is None else seats * electorate.cost_unit
    while free and (step := contenders.take_smallest()) is not None:
        free -= electorate.costs[step.proposal]
        if free < 0:
            return Purchase(tuple(steps), is_blocked=True)
        purses.pay(step)
        steps.append(step)
        progress(len(steps), total)
    return Purchase(tuple(steps))


def rank_without_completion(electorate: Electorate, ties: TieBreak, seats: int, *, progress: Progress = silent) -> Run:
    """Return what was bought; often fewer than ``seats``, and there is no waiting list."""
    return Run(buy(electorate, ties, Purses(electorate, seats), progress=progress).steps)


def rank_then_approval(electorate: Electorate, ties: TieBreak, seats: int, *, progress: Progress = silent) -> Run:
    """Go on with the most approvals."""
    bought = buy(electorate, ties, Purses(electorate, seats), progress=progress).steps
    return Run(bought + _by_approvals(electorate, ties, bought))


def rank_then_phragmen(electorate: Electorate, ties: TieBreak, seats: int, *, progress: Progress = silent) -> Run:
    """Go on with Phragmén's rule, in which the money left over is a load below zero."""
    purses = Purses(electorate, seats)
    bought = buy(electorate, ties, purses, progress=progress).steps
    rest = _not_in(electorate, bought)
    return Run(bought + phragmen.rank(electorate, ties, start=purses.debts(), running=rest).steps)


def rank_with_increments(electorate: Electorate, ties: TieBreak, seats: int, *, progress: Progress = silent) -> Run:
    """Give everybody k/n, (k+1)/n, (k+2)/n … until one run fills the places; the rest follows by approvals.

    Unlike Phragmén's rule this is not house-monotone: with one more place somebody may lose one.
    """
    supported = electorate.supported()
    target = min(seats * electorate.cost_unit, sum(electorate.costs[c] for c in supported))
    money = seats
    while True:
        bought = buy(electorate, ties, Purses(electorate, money), seats=seats)
        spent = sum(electorate.costs[step.proposal] for step in bought.steps)
        if spent == target or bought.is_blocked:
            return Run(bought.steps + _by_approvals(electorate, ties, bought.steps))
        money += 1
        progress(spent, target)


def _by_approvals(electorate: Electorate, ties: TieBreak, bought: Sequence[Step]) -> tuple[Step, ...]:
    rest = _not_in(electorate, bought)
    return thiele.rank(electorate, ties, approval.worth(electorate), running=rest).steps


def _not_in(electorate: Electorate, bought: Sequence[Step]) -> tuple[int, ...]:
    done = {step.proposal for step in bought}
    return tuple(c for c in electorate.supported() if c not in done)
