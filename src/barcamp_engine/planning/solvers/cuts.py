"""Subset-row cuts: of three sessions, at most one slot can hold two.

Over columns: for sessions S = {a, b, c}, the columns that hold two of them or all are used at most once, because each
session is. A fractional mixture of {a, b}, {b, c} and {a, c} breaks that. Source: Jepsen, Petersen, Spoorendonk and
Pisinger 2008, "Subset-row inequalities applied to the vehicle-routing problem with time windows", section 3.
"""

from __future__ import annotations

import numpy as np

Cut = tuple[int, int, int]

LEAST_VIOLATION = 0.02
MOST_PER_ROUND = 40
MOST_PER_SESSION = 5  # cuts of one round; so that they do not all say the same


def find_cuts(holds: np.ndarray, activity: np.ndarray, most: int = MOST_PER_ROUND) -> list[Cut]:
    """Return the triples most violated by a fractional choice, well spread.

    `holds` [K, S] tells which sessions a used column holds as a whole, `activity` [K] how much of it is used.
    """
    used = holds.astype(np.float64)
    pairs = (used * activity[:, None]).T @ used
    triples = np.einsum("k,ka,kb,kc->abc", activity, used, used, used, optimize=True)
    excess = pairs[:, :, None] + pairs[:, None, :] + pairs[None, :, :] - 2.0 * triples - 1.0
    first, second, third = np.nonzero(excess > LEAST_VIOLATION)
    apart = (first < second) & (second < third)
    members = np.stack([first[apart], second[apart], third[apart]], axis=1)
    order = np.argsort(-excess[tuple(members.T)], kind="stable")
    count = np.zeros(holds.shape[1], np.int64)
    chosen: list[Cut] = []
    for a, b, c in members[order].tolist():
        if len(chosen) == most:
            break
        if max(count[a], count[b], count[c]) < MOST_PER_SESSION:
            chosen.append((a, b, c))
            count[[a, b, c]] += 1
    return chosen
