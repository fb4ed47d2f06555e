"""The linear programme over columns. Knows rows and coefficients, nothing about sessions."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp


@dataclass(frozen=True)
class Row:
    """Sum of coefficients <= upper (= upper when `is_equal`), softened by a price for going beyond."""

    upper: float
    is_equal: bool = False
    price: float | None = None


class Master:
    """Maximise the value of the columns under the rows. Rows and columns only grow."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.values: list[float] = []
        self.entries: list[list[tuple[int, float]]] = []
        self.parts, self.part_rows, self.part_columns = array("d"), array("q"), array("q")
        self._start()

    def add_row(self, row: Row) -> int:
        """Return the number of the new row."""
        self.rows.append(row)
        self._put_row(row)
        return len(self.rows) - 1

    def add_column(self, value: float, entries: list[tuple[int, float]]) -> int:
        """Return the number of the new column."""
        self.values.append(value)
        self.entries.append(entries)
        for row, part in entries:
            self.parts.append(part)
            self.part_rows.append(row)
            self.part_columns.append(len(self.values) - 1)
        self._put_column(value, entries)
        return len(self.values) - 1

    def solve(self) -> tuple[float, np.ndarray]:
        """Return the optimal value and the price of each row. Raises: ArithmeticError if it cannot be solved."""
        if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
            self._start()  # the solver lost its numerical footing: once more from the beginning
            for row in self.rows:
                self._put_row(row)
            for value, entries in zip(self.values, self.entries, strict=True):
                self._put_column(value, entries)
            if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
                raise ArithmeticError("the linear programme could not be solved")
        prices = np.array([constraint.dual_value() for constraint in self.constraints])
        return float(self.solver.Objective().Value()), prices

    def activity(self) -> np.ndarray:
        """Return how much of each column the last solution uses."""
        return np.array([variable.solution_value() for variable in self.variables])

    def worth_at(self, prices: np.ndarray) -> np.ndarray:
        """Return the value of each column minus its rows' prices."""
        paid = np.array(self.parts) * prices[np.array(self.part_rows)]
        return np.array(self.values) - np.bincount(self.part_columns, weights=paid, minlength=len(self.values))

    def _start(self) -> None:
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        self.solver.SuppressOutput()
        # what went before is the best start, and preprocessing would throw it away: half the time (measured)
        self.solver.SetSolverSpecificParametersAsString("use_preprocessing: false")
        self.objective = self.solver.Objective()
        self.objective.SetMaximization()
        self.constraints: list[pywraplp.Constraint] = []
        self.variables: list[pywraplp.Variable] = []

    def _put_row(self, row: Row) -> None:
        infinity = self.solver.infinity()
        constraint = self.solver.Constraint(row.upper if row.is_equal else -infinity, row.upper)
        self.constraints.append(constraint)
        if row.price is not None:
            slack = self.solver.NumVar(0.0, infinity, "")
            constraint.SetCoefficient(slack, 1.0 if row.is_equal else -1.0)
            self.objective.SetCoefficient(slack, -row.price)

    def _put_column(self, value: float, entries: list[tuple[int, float]]) -> None:
        variable = self.solver.NumVar(0.0, self.solver.infinity(), "")
        self.variables.append(variable)
        self.objective.SetCoefficient(variable, value)
        for row, part in entries:
            self.constraints[row].SetCoefficient(variable, part)
