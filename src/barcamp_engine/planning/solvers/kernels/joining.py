"""Whole plans from columns: one column per slot, no session twice, within what the gap allows to lose."""

from __future__ import annotations

from typing import Any, NamedTuple

from barcamp_engine.planning.solvers.jit import inner, kernel
from barcamp_engine.planning.solvers.kernels.model import Array


class Sorted(NamedTuple):
    """N columns of T slots by rising loss, slot after slot; slots of one class share theirs and stand together."""

    starts: Any  # [T] first column of a slot
    ends: Any  # [T]
    is_same: Any  # [T] whether a slot is of the class of the slot before: then its column stands no earlier
    uses: Any  # [N] bit set of items
    blocks: Any  # [N] bit set of the items that must not stand elsewhere
    loss: Any  # [N] what is lost against the bound
    value: Any  # [N]
    most_later: Any  # [T + 1] greatest value of slots t and later
    required: Any  # [Q] bit sets: one of these items must be there
    repeated: Any  # [K] bit sets of one item each: it stands in so many slots …
    times: Any  # [K] … or in none


class Path(NamedTuple):
    """What is chosen slot by slot: scratch of one thread."""

    place: Any  # [T + 1]
    taken: Any  # [T + 1] bit set of items
    lost: Any  # [T + 1]
    worth: Any  # [T + 1]


@inner
def is_whole(columns: Sorted, path: Path, taken: int) -> bool:
    """Return whether a choice has all that is required, and repeats as often as it says."""
    for q in range(columns.required.size):
        if (columns.required[q] & taken) == 0:
            return False
    for k in range(columns.repeated.size):
        if (columns.repeated[k] & taken) == 0:
            continue
        count = 0
        for depth in range(columns.starts.size):
            if (columns.repeated[k] & columns.uses[path.place[depth]]) != 0:
                count += 1
        if count != columns.times[k]:
            return False
    return True


@kernel
def join_columns(
    columns: Sorted, path: Path, gap: float, least: float, first: int, last: int, steps: int, found: Array
) -> tuple[int, int]:
    """Find every choice that loses at most `gap` and is worth at least `least`, with columns `first` … `last` in front.

    Returns (how many were found, -1 when they did not fit into `found` [K, T] or took more than `steps`; steps).
    """
    place, taken, lost, worth = path.place, path.taken, path.lost, path.worth
    slots = columns.starts.size
    count = used = 0
    front = first
    while front < last:
        depth = 0
        place[0] = front
        taken[0] = 0
        lost[0] = 0.0
        worth[0] = 0.0
        while depth >= 0:
            column = place[depth]
            is_over = column > front if depth == 0 else column >= columns.ends[depth]
            if is_over or lost[depth] + columns.loss[column] > gap:
                depth -= 1
                if depth >= 0:
                    place[depth] += 1
                continue
            used += 1
            if used > steps:
                return -1, used
            won = worth[depth] + columns.value[column]
            if (taken[depth] & columns.blocks[column]) != 0 or won + columns.most_later[depth + 1] < least:
                place[depth] += 1
                continue
            if depth + 1 == slots:
                if not is_whole(columns, path, taken[depth] | columns.uses[column]):
                    place[depth] += 1
                    continue
                if count == found.shape[0]:
                    return -1, used
                for d in range(slots):
                    found[count, d] = place[d]
                count += 1
                place[depth] += 1
                continue
            taken[depth + 1] = taken[depth] | columns.uses[column]
            lost[depth + 1] = lost[depth] + columns.loss[column]
            worth[depth + 1] = won
            depth += 1
            place[depth] = column if columns.is_same[depth] != 0 else columns.starts[depth]
        front += 1
    return count, used
