"""Nobody waits for a compiler on stage: what was compiled at set-up is all that a search calls."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from numba.core.registry import CPUDispatcher

from barcamp_engine.planning import solve
from barcamp_engine.planning.solvers import kernels
from barcamp_engine.planning.solvers.warm_up import touch_kernels
from tests.engine.planning.problems import SHARED, load
from tests.engine.planning.solvers.test_solve import needs_compiled


def compiled() -> dict[str, int]:
    """Return how many versions of each kernel this process has, compiled here or read from disk."""
    found = {}
    for module in pkgutil.iter_modules(kernels.__path__):
        names = vars(importlib.import_module(f"{kernels.__name__}.{module.name}"))
        found |= {
            f"{module.name}.{name}": len(kernel.signatures)
            for name, kernel in names.items()
            if isinstance(kernel, CPUDispatcher) and kernel.py_func.__module__.endswith(module.name)
        }
    return found


@needs_compiled
@pytest.mark.parametrize("name", ["syn-small-1000", "csconf1-54x31-1007", "csconf3-176x146-1012"])
def test_a_search_calls_no_kernel_that_set_up_did_not(name: str) -> None:
    touch_kernels()
    before = compiled()
    assert before["pricing.price_slot"] == before["climbing.climb"] == 1
    solve(load(SHARED / "instances" / f"{name}.json")[1], seconds=0.2, workers=1)
    assert compiled() == before
