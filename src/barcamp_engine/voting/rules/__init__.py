"""The rules, one file each with its paper; ``Rule`` names them."""

from __future__ import annotations

from enum import StrEnum


class Rule(StrEnum):
    """How ballots become a ranking. The values are the words of the command line and of the result file."""

    SEQUENTIAL_PHRAGMEN = "sequential-phragmen"
    APPROVAL = "approval"
    SATISFACTION_APPROVAL = "satisfaction-approval"
    SEQUENTIAL_PAV = "sequential-pav"
    GREEDY_CC = "greedy-cc"
    EQUAL_SHARES = "equal-shares"
    EQUAL_SHARES_APPROVAL = "equal-shares-approval"
    EQUAL_SHARES_PHRAGMEN = "equal-shares-phragmen"
    EQUAL_SHARES_INCREMENT = "equal-shares-increment"
