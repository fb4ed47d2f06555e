"""Annealing with compiled moves: one searcher per core, each with its own seed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from barcamp_engine.planning.constraints import compatible
from barcamp_engine.planning.indexed import Cell, IndexedProblem
from barcamp_engine.planning.solvers.arrays import build_state, cells_from, units_from
from barcamp_engine.planning.solvers.kernels.model import Model
from barcamp_engine.planning.solvers.kernels.search import anneal, construct, load
from barcamp_engine.planning.solvers.stopping import Stop

MOST_VISITED = 200  # plans remembered on the way; the bound begins with their slots
FIRST_ROUND_SECONDS = 0.02  # at most, so that a better plan than the first is seen soon
STEP_SECONDS = 1e-6  # annealing counts its work in nominal microseconds
CHUNK_SECONDS = 0.004  # between two looks at the clock
TEMPERATURES = ((1.0, 0.25), (0.6, 0.2))
"""From hot to cold, in wishes: a plan that much worse is accepted with probability 1/e. Rounds take turns, searchers
begin with different ones. Tuned on the instances: the hot one leaves poor plans behind, the cold one polishes."""


@dataclass
class Searcher:
    """One annealing run that can be continued: its state, the best plan it saw, the work it did."""

    index: IndexedProblem
    model: Model
    seed: int

    def __post_init__(self) -> None:
        self.state = build_state(self.model, self.seed)
        self.best_slot = self.state.unit_slot.copy()
        self.best_room = self.state.unit_room.copy()
        self.best = self.current = -np.inf
        self.price = STEP_SECONDS
        self.visited: list[np.ndarray] = []
        self.rounds = 0

    def start(self, cells: Iterable[Cell] = ()) -> None:
        """Begin with given cells and put everything else where it wins most."""
        load(self.model, self.state, *units_from(self.index, self.model, compatible(self.index, cells)))
        self.current = construct(self.model, self.state, self._order())
        self._note(self.current)

    def run(self, seconds: float, stop: Stop) -> None:
        """Anneal once for so much nominal work, from the plan at hand."""
        hot, cold = TEMPERATURES[(self.seed + self.rounds) % len(TEMPERATURES)]
        self.rounds += 1
        steps = max(200, int(seconds / self.price))
        chunk = max(100, int(CHUNK_SECONDS / self.price))
        done = 0
        while done < steps and not stop.reached():
            count = min(chunk, steps - done)
            begin = hot * (cold / hot) ** (done / steps)
            end = hot * (cold / hot) ** ((done + count) / steps)
            self.current, self.best, _ = anneal(
                self.model, self.state, self.current, count, begin, end, self.best_slot, self.best_room, self.best
            )
            done += count
            if 2 * done >= steps and len(self.visited) < MOST_VISITED:
                self.visited.append(self.state.unit_slot.copy())

    def return_to_best(self) -> None:
        """Go back to the best plan seen."""
        self.current = load(self.model, self.state, self.best_slot, self.best_room)

    def adopt(self, cells: Iterable[Cell]) -> None:
        """Go on from a plan found elsewhere."""
        self.current = load(self.model, self.state, *units_from(self.index, self.model, cells))
        if self.current > self.best + 1e-6:
            self._note(self.current)

    def complete(self) -> None:
        """Go back to the best plan and add whoever can be added without a loss."""
        self.return_to_best()
        self.current = construct(self.model, self.state, self._order())
        if self.current > self.best:
            self._note(self.current)

    def cells(self) -> tuple[Cell, ...]:
        """Return the best plan seen."""
        return cells_from(self.index, self.model, self.best_slot, self.best_room)

    def plans_on_the_way(self) -> Iterator[tuple[Cell, ...]]:
        """Yield the plans remembered in the colder half of each run. Rooms are not kept: all zero."""
        rooms = np.zeros_like(self.best_room)
        for slots in self.visited:
            yield cells_from(self.index, self.model, slots, rooms)

    def _note(self, value: float) -> None:
        self.best = value
        self.best_slot[:] = self.state.unit_slot
        self.best_room[:] = self.state.unit_room

    def _order(self) -> np.ndarray:
        """Required first, then those with few cells, then the popular."""
        model = self.model
        cells = model.allowed.sum(axis=(1, 2))
        fans = np.diff(model.want_start)[model.unit_session]
        copy = np.arange(model.unit_session.size) - model.unit_start[model.unit_session]
        long = model.is_long[model.unit_session]
        keys = (-fans, cells, -model.penalty[model.unit_session], copy * (1 - long), -long.astype(int))
        return np.lexsort(keys).astype(np.int64)


def anneal_rounds(
    searcher: Searcher, seconds: float, stop: Stop, after_round: Callable[[], object] = lambda: None
) -> None:
    """Anneal again and again, each round twice as long, from the best plan, until the work is used up."""
    spent, round_seconds = 0.0, max(min(seconds / 15, FIRST_ROUND_SECONDS), 1000 * searcher.price)
    while spent < seconds and not stop.reached():
        length = min(round_seconds, seconds - spent)
        if seconds - spent - length < length / 2:
            length = seconds - spent
        searcher.run(length, stop)
        searcher.return_to_best()
        after_round()
        spent += length
        round_seconds *= 2
