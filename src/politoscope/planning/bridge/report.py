"""What the engine's answer says, as plain data for the page: no ids of people, no number that isolates a few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any
from uuid import UUID

from barcamp_engine.planning import Plan, Reason, Result, Value
from barcamp_engine.planning.infeasible import find_hindrances
from politoscope.planning.advice import LEAST_PEOPLE_SHOWN
from politoscope.planning.bridge.problem import Question, answer, is_fixed, kept_placements
from politoscope.planning.enums import RunMode
from politoscope.planning.positions import Position
from politoscope.planning.state import CardKey, State

MOST_PAIRS = 8


def report(state: State, question: Question, mode: RunMode, plan: Plan, value: Value, bound: float) -> dict[str, Any]:
    """Return the figures of a plan: positions, value against the bound, who gets how much, what hurts.

    The bound holds for J. It holds for attended wishes as well when no moves count and everybody has a seat.
    """
    positions = answer(question, plan)
    people = [
        attended
        for person, attended in zip(question.problem.participants, value.attended_by_person, strict=True)
        if person.marks and state.marks
    ]
    return {
        "positions": [[str(key[0]), key[1], position.to_json()] for key, position in positions.items()],
        "placed": sum(position.is_placed for position in positions.values()),
        "unplaced": [card.title for card in state.cards if not positions.get(card.key, card.position).is_placed
                     and not card.position.is_parked],
        "objective": value.objective,
        "attended": value.attended,
        "overflow": value.overflow,
        "bound": bound,
        "people": len(people),
        "counts_moves": any(card.position.is_placed and not is_fixed(state, card, mode) for card in state.cards),
        "wishes": sum(len(person.marks) for person in question.problem.participants) if state.marks else 0,
        "distribution": distribution(people),
        "pairs": pairs_that_hurt(state, positions),
    }  # fmt: skip


def report_result(state: State, question: Question, mode: RunMode, result: Result) -> dict[str, Any]:
    """Return the figures of an answer with its proof: how far the best plan can be away at most."""
    facts = report(state, question, mode, Plan.of(kept_placements(result)), result.value, result.bound.value)
    return facts | {
        "gap": result.gap,
        "is_best": result.is_proven_best,
        "bound_kind": result.bound.kind,
        "stopped_by": result.stopped_by,
        "is_compiled": result.is_compiled,
        "hindrances": hindrances(question, facts["unplaced"]),
    }


def reasons_of(state: State, question: Question, reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    """Return per placement why it stands there, with titles and names instead of ids."""
    rooms = {str(room.pk): room.name for room in state.frame.rooms}
    starts = {str(slot.pk): slot.starts_at.isoformat() for slot in state.frame.slots}
    found = []
    for reason in reasons:
        line, other, hurts = reason.placement, reason.best_other, reason.hurts_most
        found.append(
            {
                "title": question.titles.get(line.proposal, ""),
                "room": rooms[line.room],
                "starts_at": starts[line.slot],
                "why_room": reason.room,
                "features": list(reason.features),
                "hurts": {"title": question.titles.get(hurts.proposal, ""), "people": hurts.people} if hurts else None,
                "other": {
                    "room": rooms[other.room],
                    "starts_at": starts[other.slot],
                    "wishes": round(other.objective),
                    "swaps_with": question.titles.get(other.swaps_with, ""),
                }
                if other
                else None,
            }
        )
    return sorted(found, key=lambda one: (one["starts_at"], one["room"]))


def hindrances(question: Question, unplaced: Sequence[str]) -> list[dict[str, Any]]:
    """Return why what has no place has none: a smallest set of reasons, with titles instead of ids."""
    if not unplaced:
        return []
    wanted = tuple(replace(proposal, is_required=True) for proposal in question.problem.proposals)
    found = find_hindrances(replace(question.problem, proposals=wanted))
    return [
        one.as_data() | {"titles": [question.titles[name] for name in one.proposals if name in question.titles]}
        for one in found
    ]


def distribution(attended: Sequence[float]) -> list[dict[str, int]]:
    """Return how many people can attend how many of their sessions; groups under five join their neighbour."""
    counts = Counter(int(number) for number in attended)
    groups: list[dict[str, int]] = []
    for number in range(max(counts, default=-1) + 1):
        if groups and groups[-1]["people"] < LEAST_PEOPLE_SHOWN:
            groups[-1] |= {"to": number, "people": groups[-1]["people"] + counts[number]}
        else:
            groups.append({"from": number, "to": number, "people": counts[number]})
    if len(groups) > 1 and groups[-1]["people"] < LEAST_PEOPLE_SHOWN:
        last = groups.pop()
        groups[-1] |= {"to": last["to"], "people": groups[-1]["people"] + last["people"]}
    return groups


def pairs_that_hurt(state: State, positions: Mapping[CardKey, Position]) -> list[dict[str, Any]]:
    """Return sessions at the same time that many people want both of, the worst first."""
    shared = Counter(pair for ballot in state.marks for pair in combinations(sorted(ballot), 2))
    titles = {card.key[0]: card.title for card in state.cards}
    everything = {card.key: positions.get(card.key, card.position) for card in state.cards}
    repeated = {proposal for proposal, times in _occurrences(everything).items() if times > 1}
    found = Counter[tuple[UUID, UUID]]()
    for slot in state.frame.slots:
        here = sorted({key[0] for key, position in everything.items() if slot.pk in _slots(state, position)} - repeated)
        for pair in combinations(here, 2):
            if shared[pair] >= LEAST_PEOPLE_SHOWN:
                found[pair] = shared[pair]
    worst = found.most_common(MOST_PAIRS)
    return [{"one": titles[one], "other": titles[two], "people": count} for (one, two), count in worst]


def _slots(state: State, position: Position) -> set[UUID]:
    return {slot for slot, _room in state.frame.cells(position)}


def _occurrences(positions: Mapping[CardKey, Position]) -> Counter[UUID]:
    return Counter(key[0] for key, position in positions.items() if position.is_placed)
