"""Sequential proportional approval: the first accepted wish counts 1, the second 1/2, the third 1/3 …

Source: T. N. Thiele 1895; H. Aziz et al., Justified representation in approval-based committee voting, Social Choice
and Welfare 2017 ("RAV").
"""

from __future__ import annotations

from math import lcm

from barcamp_engine.voting.electorate import Electorate
from barcamp_engine.voting.rules.thiele import Worth


def worth(electorate: Electorate) -> Worth:
    """One more proposal is worth 1/(taken + 1)."""
    longest = max(map(len, electorate.ballots))
    scale = lcm(*range(1, longest + 2))
    return Worth(scale=scale, of=lambda size, taken: scale // (taken + 1))
