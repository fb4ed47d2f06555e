"""How many people will come: a range, from marks, hands, the hour and earlier editions.

The centre is the audience of the value (people who want a session and are free, split over what they want in that
slot), corrected in four documented steps. Nothing here changes the plan's value; it is for rooms and chairs.
"""

from __future__ import annotations

from dataclasses import dataclass

from barcamp_engine.planning.board import slot_audience
from barcamp_engine.planning.indexed import IndexedProblem
from barcamp_engine.planning.plan import Plan
from barcamp_engine.planning.problem import Problem


@dataclass(frozen=True, slots=True)
class AudienceModel:
    """The parameters. Where no count is known yet they are assumptions, and say so.

    `sitting`: share of those present who sit in any session at a time. Source: product description, observed.
    `hands`: how many come per raised hand; more come than raise a hand. Source: product description (direction
    observed, size assumed).
    `last_hour`: share still there in the last slot of a day. Assumed.
    `spread`: half the width of the range as a share of the centre, without history. Assumed.
    `maybe`: weight of a "maybe". Source: product description: it carries no signal.
    `history`: pairs (expected, counted) of earlier sessions; with five or more they replace `spread`.
    """

    sitting: float = 2 / 3
    hands: float = 1.4
    last_hour: float = 0.8
    spread: float = 0.35
    maybe: float = 0.0
    history: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class AudienceRange:
    """At least, most likely, at most."""

    low: int
    likely: int
    high: int


ENOUGH_HISTORY = 5
DEFAULT = AudienceModel()


def expected_audience(
    problem: Problem, plan: Plan, model: AudienceModel = DEFAULT
) -> dict[tuple[str, str], AudienceRange]:
    """Return the range per (proposal id, slot id) of every placement."""
    index = problem.indexed
    cells = index.cells_of(plan)
    found = {}
    for t, slot in enumerate(problem.slots):
        for s, marks in slot_audience(index, cells, t).items():
            found[problem.proposals[s].id, slot.id] = audience_range(index, s, t, marks, model)
    return found


def audience_range(
    index: IndexedProblem, proposal: int, slot: int, marks: float, model: AudienceModel = DEFAULT
) -> AudienceRange:
    """Return the range for one occurrence of which the marks let `marks` people expect."""
    voters = index.voters
    silent = len(index.wishes) - voters
    centre = marks * model.sitting * (1 + silent / voters if voters else 1)
    hands = index.problem.proposals[proposal].hands
    if hands is not None:
        centre = (centre + hands * model.hands) / 2 if voters else hands * model.hands
    if _is_last_of_day(index, slot):
        centre *= model.last_hour
    low, high = _factors(model)
    return AudienceRange(int(centre * low), round(centre), int(centre * high + 0.999))


def _is_last_of_day(index: IndexedProblem, slot: int) -> bool:
    slots = index.problem.slots
    return len(slots) > 1 and (slot == len(slots) - 1 or slots[slot + 1].day != slots[slot].day)


def _factors(model: AudienceModel) -> tuple[float, float]:
    """Return what the centre is multiplied with: the second smallest to second largest ratio seen, or `spread`."""
    ratios = sorted(counted / expected for expected, counted in model.history if expected > 0)
    if len(ratios) < ENOUGH_HISTORY:
        return 1 - model.spread, 1 + model.spread
    cut = max(1, len(ratios) // 10)
    return ratios[cut], ratios[-1 - cut]
