"""Plain approval: the proposals with the most approvals.

Source: R. J. Weber 1978, S. J. Brams and P. C. Fishburn 1978; survey: Lackner and Skowron, section 2 ("AV").
"""

from __future__ import annotations

from barcamp_engine.voting.electorate import Electorate
from barcamp_engine.voting.rules.thiele import Worth


def worth(electorate: Electorate) -> Worth:
    """Every accepted proposal is worth the same to its approvers."""
    return Worth(scale=1, of=lambda size, taken: 1)
