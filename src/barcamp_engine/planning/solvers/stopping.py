"""When to stop. The core has no clock: it counts work, and looks at a clock only if it is handed one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Stop:
    """Nominal seconds of work, an optional clock with its deadline, and a way to call it off.

    Work is counted in steps whose price in seconds is a fixed formula of the problem's size. With the same seed the
    same work gives the same plan on any machine; only a deadline that cuts the work short can change that.
    """

    seconds: float
    clock: Callable[[], float] | None = None
    deadline: float | None = None
    cancelled: Callable[[], bool] = _never

    @classmethod
    def after(
        cls, seconds: float, clock: Callable[[], float] | None = None, cancelled: Callable[[], bool] = _never
    ) -> Stop:
        """Stop after so much work, and by the clock if there is one."""
        return cls(seconds, clock, None if clock is None else clock() + seconds, cancelled)

    def part(self, share: float) -> Stop:
        """Return a stop that ends when this share of the time is over: a slow machine skips no phase."""
        if self.deadline is None:
            return self
        return replace(self, deadline=self.deadline - (1.0 - share) * self.seconds)

    def within(self, share: float) -> Stop:
        """Return a stop that ends when this share of the time that is left is over."""
        if self.clock is None or self.deadline is None:
            return self
        return replace(self, deadline=self.clock() + share * self.left())

    def left(self) -> float:
        """Return the seconds left by the clock, or infinity without one."""
        if self.clock is None or self.deadline is None:
            return float("inf")
        return self.deadline - self.clock()

    def reached(self) -> bool:
        """Whether the work must end now."""
        return self.cancelled() or self.left() <= 0.0
