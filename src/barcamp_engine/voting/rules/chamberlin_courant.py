"""Greedy Chamberlin–Courant: as many people as possible with at least one accepted wish.

Source: J. R. Chamberlin, P. N. Courant, American Political Science Review 1983; greedy version: T. Lu, C. Boutilier,
Budgeted social choice, IJCAI 2011.
"""

from __future__ import annotations

from barcamp_engine.voting.electorate import Electorate
from barcamp_engine.voting.rules.thiele import Worth


def worth(electorate: Electorate) -> Worth:
    """Only the first accepted proposal of a ballot is worth anything."""
    return Worth(scale=1, of=lambda size, taken: int(taken == 0))
