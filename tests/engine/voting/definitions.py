"""The rules once more, straight from their definitions: slow, with fractions, for small profiles only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from fractions import Fraction
from itertools import chain, combinations

Ballots = Sequence[Collection[str]]


def approvals(proposal: str, ballots: Ballots) -> int:
    return sum(proposal in ballot for ballot in ballots)


def supported(proposals: Sequence[str], ballots: Ballots) -> list[str]:
    return [proposal for proposal in proposals if approvals(proposal, ballots)]


def phragmen(proposals: Sequence[str], ballots: Ballots) -> list[tuple[str, Fraction]]:
    """Return the full ranking with loads, ties to the lowest index."""
    loads = [Fraction(0)] * len(ballots)
    left = supported(proposals, ballots)
    ranking = []
    while left:
        value = {
            c: (1 + sum(load for load, ballot in zip(loads, ballots, strict=True) if c in ballot))
            / approvals(c, ballots)
            for c in left
        }
        winner = min(left, key=value.__getitem__)
        loads = [value[winner] if winner in ballot else load for load, ballot in zip(loads, ballots, strict=True)]
        left.remove(winner)
        ranking.append((winner, value[winner]))
    return ranking


def greedy(proposals: Sequence[str], ballots: Ballots, worth: Callable[[int, int], Fraction]) -> list[str]:
    """Return the ranking by the largest gain, ties to the lowest index."""
    left = list(proposals)
    ranking: list[str] = []
    while left:
        taken = [sum(c in ballot for c in ranking) for ballot in ballots]
        gain = {
            c: sum(worth(len(ballot), done) for ballot, done in zip(ballots, taken, strict=True) if c in ballot)
            for c in left
        }
        winner = max(left, key=lambda c: (gain[c], -proposals.index(c)))
        left.remove(winner)
        ranking.append(winner)
    return ranking


def equal_shares(proposals: Sequence[str], ballots: Ballots, money: Fraction) -> list[str]:
    """Return what is bought when everybody starts with ``money``, ties to the lowest index."""
    purses = [money] * len(ballots)
    bought: list[str] = []
    while True:
        prices = {}
        for c in proposals:
            own = sorted(purse for purse, ballot in zip(purses, ballots, strict=True) if c in ballot)
            if c in bought or sum(own) < 1:
                continue
            paid = Fraction(0)
            for number, purse in enumerate(own):
                price = (1 - paid) / (len(own) - number)
                if price <= purse:
                    prices[c] = price
                    break
                paid += purse
        if not prices:
            return bought
        winner = min(prices, key=lambda c: (prices[c], proposals.index(c)))
        purses = [
            max(Fraction(0), purse - prices[winner]) if winner in ballot else purse
            for purse, ballot in zip(purses, ballots, strict=True)
        ]
        bought.append(winner)


def violates_ejr_plus(proposals: Sequence[str], ballots: Ballots, accepted: Collection[str], seats: int) -> bool:
    """Try every group of people: is there one that may claim a proposal?"""
    people = range(len(ballots))
    groups = chain.from_iterable(combinations(people, size) for size in range(1, len(ballots) + 1))
    for group in groups:
        shared = [c for c in proposals if c not in accepted and all(c in ballots[i] for i in group)]
        level = len(group) * seats // len(ballots)
        if shared and all(sum(c in ballots[i] for c in accepted) < level for i in group):
            return True
    return False
