"""The greedy engine of all rules that add up what each ballot gains.

Each rule says what one more accepted proposal is worth to a ballot; the proposal with the largest sum is next.
Source: T. N. Thiele 1895; survey: M. Lackner, P. Skowron, Multi-Winner Voting with Approval Preferences, section 2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from barcamp_engine.voting.contenders import Contenders, Value
from barcamp_engine.voting.electorate import Electorate
from barcamp_engine.voting.run import Progress, Run, Step, silent
from barcamp_engine.voting.ties import TieBreak


@dataclass(frozen=True, slots=True)
class Worth:
    """What one more proposal is worth to a ballot of ``size`` with so many ``taken``: whole ``scale``-ths.

    It never grows with what is taken, and the first proposal of a ballot with one approval is worth ``scale``.
    """

    scale: int
    of: Callable[[int, int], int]


def rank(
    electorate: Electorate,
    ties: TieBreak,
    worth: Worth,
    *,
    running: Sequence[int],
    progress: Progress = silent,
) -> Run:
    """Rank the ``running`` proposals by the largest gain."""
    sizes = [len(ballot) for ballot in electorate.ballots]
    taken = [0] * len(sizes)
    gains = [worth.of(size, 0) if size else 0 for size in sizes]

    def loss(proposal: int) -> Value:
        bundles = electorate.approvers[proposal]
        return -sum(weight * sum(map(gains.__getitem__, ballots)) for weight, ballots in bundles), 1

    contenders = Contenders(running, loss, lambda c: ties.key(c, electorate.support[c]))
    steps: list[Step] = []
    while (step := contenders.take_smallest()) is not None:
        for ballot in electorate.approver_ids(step.proposal):
            taken[ballot] += 1
            gains[ballot] = worth.of(sizes[ballot], taken[ballot])
        steps.append(Step(step.proposal, -step.numerator, worth.scale, step.tied))
        progress(len(steps), len(running))
    return Run(tuple(steps))
