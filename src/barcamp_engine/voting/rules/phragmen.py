"""Sequential Phragmén: everybody's account fills at the same speed.

Every place costs 1, paid by the approvers of the proposal that gets it, so that the fullest account stays as empty as
possible. With load l_i of ballot i and N_c the approvers of c, the proposal with the smallest
``(cost_c + sum of l_i over N_c) / |N_c|`` is next, and that value becomes the load of all its approvers.

Source: L. E. Phragmén 1894; M. Brill, R. Freeman, S. Janson, M. Lackner, Phragmén's voting methods and justified
representation, Mathematical Programming 2023, section 3.2 ("seq-Phragmén").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction

from barcamp_engine.voting.contenders import Contenders, Value
from barcamp_engine.voting.electorate import Electorate, whole_numbers
from barcamp_engine.voting.run import Progress, Run, Step, silent
from barcamp_engine.voting.ties import TieBreak, TieKey


class Accounts:
    """The loads of all ballots, exactly: one class of equal loads each, all over one common denominator.

    After each step all payers share one load, so there are never more classes than steps plus starting loads. A class
    that nobody is in any more is set to zero, which keeps multiplication cheap.
    """

    def __init__(self, electorate: Electorate, start: Sequence[Fraction] | None = None) -> None:
        self._electorate = electorate
        loads = start if start is not None else [Fraction(0)] * len(electorate.ballots)
        distinct = sorted(set(loads))
        place = {load: i for i, load in enumerate(distinct)}
        self._class_of = [place[load] for load in loads]
        numerators, self._denominator = whole_numbers(distinct)
        self._numerators = list(numerators)
        self._members = Counter(self._class_of)
        self._all_paid_below = True

    def value(self, proposal: int) -> Value:
        """Return the load that paying for ``proposal`` would give its payers, over the common denominator."""
        numerator, weight = self._price(proposal)
        return numerator, weight * self._denominator

    def charge(self, proposal: int) -> Step:
        """Let the approvers of ``proposal`` pay for it now, even if it is not the cheapest."""
        numerator, weight = self._price(proposal)
        self._all_paid_below = False
        self._settle(proposal, numerator, weight)
        return Step(proposal, numerator, self._denominator)

    def settle(self, step: Step) -> None:
        """Let the approvers pay for the proposal just taken."""
        self._settle(step.proposal, step.numerator, step.denominator // self._denominator)

    def _price(self, proposal: int) -> tuple[int, int]:
        """Return the numerator over the common denominator, and the weight of those who pay.

        Whoever already carries more than the new load pays nothing (only possible after ``charge``).
        """
        counts = self._weight_per_class(proposal)
        numerators = self._numerators
        numerator = self._electorate.costs[proposal] * self._denominator
        for place, weight in counts.items():
            numerator += numerators[place] * weight
        payers = self._electorate.support[proposal]
        if not self._all_paid_below:
            fullest = sorted(counts, key=numerators.__getitem__)
            while numerators[fullest[-1]] * payers > numerator:
                place = fullest.pop()
                numerator -= numerators[place] * counts[place]
                payers -= counts[place]
        return numerator, payers

    def _weight_per_class(self, proposal: int) -> Counter[int]:
        class_of = self._class_of.__getitem__
        bundles = self._electorate.approvers[proposal]
        if len(bundles) == 1 and bundles[0][0] == 1:
            return Counter(map(class_of, bundles[0][1]))
        total: Counter[int] = Counter()
        for weight, ballots in bundles:
            for place, number in Counter(map(class_of, ballots)).items():
                total[place] += weight * number
        return total

    def _settle(self, proposal: int, numerator: int, weight: int) -> None:
        numerators = [number * weight for number in self._numerators]
        self._denominator *= weight
        new = len(numerators)
        numerators.append(numerator)
        payers = list(self._electorate.approver_ids(proposal))
        if not self._all_paid_below:
            payers = [ballot for ballot in payers if numerators[self._class_of[ballot]] <= numerator]
        left = Counter(map(self._class_of.__getitem__, payers))
        for ballot in payers:
            self._class_of[ballot] = new
        self._members.subtract(left)
        self._members[new] = len(payers)
        for place in left:
            if not self._members[place]:
                numerators[place] = 0
        self._numerators = numerators


def rank(
    electorate: Electorate,
    ties: TieBreak,
    *,
    start: Sequence[Fraction] | None = None,
    elected: Sequence[int] = (),
    running: Sequence[int] | None = None,
    progress: Progress = silent,
) -> Run:
    """Rank all supported proposals; exact, deterministic, never drawn by chance.

    ``start`` are loads to begin with (one per distinct ballot), ``elected`` proposals that were taken before the
    count and are paid first, ``running`` limits what is ranked. Cost: about one pass over the approvers of a handful
    of proposals per step.
    """
    accounts = Accounts(electorate, start)
    for proposal in elected:
        if electorate.support[proposal]:
            accounts.charge(proposal)
    candidates = [c for c in (electorate.supported() if running is None else running) if c not in set(elected)]
    contenders = Contenders(candidates, accounts.value, _prefer(electorate, ties))
    steps: list[Step] = []
    while (step := contenders.take_smallest()) is not None:
        accounts.settle(step)
        steps.append(step)
        progress(len(steps), len(candidates))
    return Run(tuple(steps))


def _prefer(electorate: Electorate, ties: TieBreak) -> Callable[[int], TieKey]:
    return lambda proposal: ties.key(proposal, electorate.support[proposal])
