"""Who attends a repeated item, and what that is worth, for many columns at once.

Whoever wishes for it attends in each of its slots where no other wish weighs as much, and pays back what attending
twice cannot bring (the slack of a row per person). That is never less than what a plan is worth: in one of the slots
the wish counts in full, in the others no more than the next smaller wish.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from barcamp_engine.planning.solvers.columns import ColumnPool

PART = 20_000  # columns that are looked at together


@dataclass
class Attendance:
    """Who attends a repeated item in the M columns that hold it."""

    item: int
    people: np.ndarray  # [P] those who wish for it
    most: np.ndarray  # [P] what each pays back at most
    where: np.ndarray  # [M] numbers of the columns
    attends: np.ndarray  # [M, P]

    def keep(self, is_kept: np.ndarray, numbers: np.ndarray) -> None:
        """Follow the columns that are kept to their new numbers."""
        left = is_kept[self.where]
        self.where, self.attends = numbers[self.where[left]], self.attends[left]


def split_items(pool: ColumnPool) -> list[int]:
    """Return the items that the same person could attend twice."""
    return [item for item in range(pool.items.session.size) if pool.catalogue.is_split(item)]


def attendance_of(pool: ColumnPool, item: int, sets: np.ndarray, slot: np.ndarray) -> Attendance:
    """Return who attends a repeated item in N sets [N, R] in their slots [N]."""
    people = np.nonzero(pool.items.marks[pool.items.session[item]])[0]
    where = np.nonzero((sets == item).any(axis=1))[0].astype(np.int32)
    full = _with_nobody(pool.catalogue.full)[:, people]
    own = full[item].copy()
    full[item] = 0.0
    attends = np.zeros((where.size, people.size), np.float32)
    for part in _parts(where.size):
        rows = where[part]
        attends[part] = _is_free(pool, sets[rows], slot[rows], people) & (full[sets[rows]].max(axis=1) < own)
    most = np.array([pool.least_loss(item, int(person)) for person in people])
    return Attendance(item, people, most, where, attends)


def given_back(pool: ColumnPool, sets: np.ndarray, slot: np.ndarray) -> np.ndarray:
    """Return [N] what the prices by person took from the value of sets."""
    split = split_items(pool)
    back = np.zeros(len(sets))
    people = np.nonzero(pool.items.marks[pool.items.session[split]].any(axis=0))[0]
    full, paid = _with_nobody(pool.catalogue.full)[:, people], _with_nobody(pool.items.worth)[:, people]
    touched = np.nonzero(np.isin(sets, split).any(axis=1))[0]
    for part in _parts(touched.size):
        rows = touched[part]
        more = full[sets[rows]].max(axis=1) - paid[sets[rows]].max(axis=1)
        back[rows] = (more * _is_free(pool, sets[rows], slot[rows], people)).sum(axis=1)
    return back


def _is_free(pool: ColumnPool, sets: np.ndarray, slot: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Return who is present and hosts nothing of a set: [N, P]."""
    items = pool.items
    hosts = np.zeros((items.session.size + 1, items.marks.shape[1]), bool)
    for item, session in enumerate(items.session):
        hosts[item, items.host_person[items.host_start[session] : items.host_start[session + 1]]] = True
    free = items.presence[slot][:, people] > 0
    for place in range(sets.shape[1]):
        free &= ~hosts[:, people][sets[:, place]]
    return free


def _with_nobody(table: np.ndarray) -> np.ndarray:
    """Add a row for the place of a set where no item is."""
    return np.vstack([table, np.zeros((1, table.shape[1]), table.dtype)])


def _parts(size: int) -> list[slice]:
    return [slice(first, min(size, first + PART)) for first in range(0, size, PART)]
