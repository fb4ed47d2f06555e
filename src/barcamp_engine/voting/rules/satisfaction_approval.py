"""Satisfaction approval: a ballot with s approvals gives 1/s to each.

Source: S. J. Brams, D. M. Kilgour, Satisfaction approval voting, in: Voting Power and Procedures, 2014.
"""

from __future__ import annotations

from math import lcm

from barcamp_engine.voting.electorate import Electorate
from barcamp_engine.voting.rules.thiele import Worth


def worth(electorate: Electorate) -> Worth:
    """A ballot is split evenly over its approvals, whatever is accepted."""
    scale = lcm(*{len(ballot) for ballot in electorate.ballots if ballot})
    return Worth(scale=scale, of=lambda size, taken: scale // size)
