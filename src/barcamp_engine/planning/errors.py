"""Errors of the planning engine: each names the place and the remedy."""

from __future__ import annotations


class ProblemError(ValueError):
    """The problem contradicts itself. `code` is stable, `place` says where, `remedy` what to do."""

    def __init__(self, code: str, place: str, remedy: str) -> None:
        super().__init__(f"{place}: {code.replace('_', ' ')}; {remedy}")
        self.code = code
        self.place = place
        self.remedy = remedy


class PlanError(ValueError):
    """A plan cannot be read. The same three facts as :class:`ProblemError`."""

    def __init__(self, code: str, place: str, remedy: str) -> None:
        super().__init__(f"{place}: {code.replace('_', ' ')}; {remedy}")
        self.code = code
        self.place = place
        self.remedy = remedy
