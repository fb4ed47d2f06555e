"""What the engine's answer says, as plain data for the page: no ids of people, no number that isolates a few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any
from uuid import UUID

from barcamp_engine.planning import Plan, Value
from barcamp_engine.planning.infeasible import find_hindrances
from politoscope.planning.advice import LEAST_PEOPLE_SHOWN
from politoscope.planning.bridge.problem import Question, answer
from politoscope.planning.positions import Position
from politoscope.planning.state import CardKey, State

MOST_PAIRS = 8


def report(state: State, question: Question, plan: Plan, value: Value, bound: float) -> dict[str, Any]:
    """Return the figures of a plan: positions, value against the bound, who gets how much, what hurts."""
    positions = answer(question, plan)
    people = [
        attended
        for person, attended in zip(question.problem.participants, value.attended_by_person, strict=True)
        if person.marks
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
        "wishes": sum(len(person.marks) for person in question.problem.participants),
        "distribution": distribution(people),
        "pairs": pairs_that_hurt(state, positions),
    }  # fmt: skip


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


def parallel_wishes(state: State, positions: Mapping[CardKey, Position]) -> dict[CardKey, tuple[str, int]]:
    """Return per placed card the session beside it that most people want as well, and how many."""
    shared = Counter(pair for ballot in state.marks for pair in combinations(sorted(ballot), 2))
    titles = {card.key[0]: card.title for card in state.cards}
    everything = {card.key: positions.get(card.key, card.position) for card in state.cards}
    found = {}
    for key, position in everything.items():
        slots = _slots(state, position)
        beside = {
            other[0] for other, place in everything.items() if other[0] != key[0] and slots & _slots(state, place)
        }
        if beside:
            worst = max(sorted(beside), key=lambda other: shared[_pair(key[0], other)])
            found[key] = (titles[worst], shared[_pair(key[0], worst)])
    return found


def _pair(one: UUID, two: UUID) -> tuple[UUID, UUID]:
    return (one, two) if one < two else (two, one)


def _slots(state: State, position: Position) -> set[UUID]:
    return {slot for slot, _room in state.frame.cells(position)}


def _occurrences(positions: Mapping[CardKey, Position]) -> Counter[UUID]:
    return Counter(key[0] for key, position in positions.items() if position.is_placed)
