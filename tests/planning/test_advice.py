"""What the board advises is what the services then do: every allowed cell works, and breaks nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from politoscope.editions.enums import Feature
from politoscope.planning import services
from politoscope.planning.advice import CellAdvice
from politoscope.planning.bridge.advice import advise_cells, warnings
from politoscope.planning.errors import PlanError
from politoscope.planning.models import HostAbsence, Occurrence
from politoscope.planning.queries.state import plan_state
from politoscope.planning.state import Card, CardKey, State
from politoscope.planning.words import advice_lines
from politoscope.proposals.models import Proposal
from tests.factories.editions import SlotFactory
from tests.factories.people import PersonFactory
from tests.factories.planning import accepted
from tests.planning.conftest import Camp

Rows = dict[tuple[int, str], CellAdvice]
"""Advice by number of the slot and name of the room."""


class Undone(Exception):
    """Takes back what was tried out."""


def advice_for(camp: Camp, proposal: Proposal) -> Rows:
    state = plan_state(camp.edition, now=camp.now)
    order, rooms = [slot.pk for slot in camp.slots], {room.pk: room.name for room in camp.edition.rooms.all()}
    return {(order.index(one.slot), rooms[one.room]): one for one in advise_cells(state, (proposal.pk, 1))}


def codes(one: CellAdvice) -> list[tuple[str, str]]:
    return [(objection.code, objection.other) for objection in one.objections]


@pytest.fixture
def workshop(camp: Camp) -> Proposal:
    return accepted(camp.edition, "Werkstatt", number=9, length_slots=2)


def test_a_long_session_that_does_not_fit_back_is_no_swap(camp: Camp, workshop: Proposal) -> None:
    camp.place(proposal=workshop, slot=camp.slots[0], room=camp.rooms.saal)
    camp.place(proposal=camp.podcast, slot=camp.slots[2], room=camp.rooms.studio)
    camp.place(proposal=camp.mastodon, slot=camp.slots[1], room=camp.rooms.studio)
    advised = advice_for(camp, camp.podcast)[0, "Saal"]
    assert advised.is_impossible
    assert ("too_long", "Werkstatt") in codes(advised)
    said = advice_lines(advised, 120)
    assert [kind for kind, _text in said] == ["objection"]
    assert "“Werkstatt” would not fit in its new place: It lasts two slots" in said[0][1]


def test_a_long_session_goes_where_it_ends_like_the_other_one_when_only_that_fits(
    camp: Camp, workshop: Proposal
) -> None:
    camp.place(proposal=workshop, slot=camp.slots[0], room=camp.rooms.saal)
    camp.place(proposal=camp.podcast, slot=camp.slots[2], room=camp.rooms.studio)
    assert advice_for(camp, camp.podcast)[0, "Saal"].is_allowed
    swap = {"slot": camp.slots[0], "room": camp.rooms.saal}
    camp.swap(one=(camp.podcast, 1), other=(workshop, 1), **swap)
    assert camp.cells() == {
        ("Podcast in der Verwaltung", 0, "Saal"),
        ("Werkstatt", 1, "Studio"),
        ("Werkstatt", 2, "Studio"),
    }


def test_a_card_on_the_second_slot_of_a_long_session_stands_in_that_slot(
    camp: Camp, workshop: Proposal, client: Client
) -> None:
    camp.place(proposal=workshop, slot=camp.slots[0], room=camp.rooms.saal)
    client.force_login(camp.cem)
    fields = {"slot": camp.slots[1].pk, "room": camp.rooms.saal.pk, "is_swap": "on", "seen": camp.plan.version}
    client.post(f"/politoscope-2026/organise/plan/sessions/{camp.podcast.number}/move/", fields)
    assert camp.cells() == {("Podcast in der Verwaltung", 1, "Saal")}


def test_a_long_card_that_begins_beside_another_one_swaps_with_it(
    camp: Camp, workshop: Proposal, client: Client
) -> None:
    camp.place(proposal=workshop, slot=camp.slots[0], room=camp.rooms.saal)
    camp.place(proposal=camp.podcast, slot=camp.slots[2], room=camp.rooms.saal)
    assert advice_for(camp, workshop)[1, "Saal"].swaps_with == "Podcast in der Verwaltung"
    client.force_login(camp.cem)
    fields = {"slot": camp.slots[1].pk, "room": camp.rooms.saal.pk, "is_swap": "on", "seen": camp.plan.version}
    client.post("/politoscope-2026/organise/plan/sessions/9/move/", fields)
    assert camp.cells() == {
        ("Podcast in der Verwaltung", 0, "Saal"),
        ("Werkstatt", 1, "Saal"),
        ("Werkstatt", 2, "Saal"),
    }


def test_who_swaps_brings_needs_and_hosts_along(camp: Camp) -> None:
    """The podcast needs its loop, and Ada hosts what stands beside the cell that the crisis would free."""
    camp.rooms.saal.features = [Feature.HEARING_LOOP]
    camp.rooms.saal.save()
    camp.podcast.needs = [Feature.HEARING_LOOP]
    camp.podcast.save()
    camp.place(proposal=camp.podcast, slot=camp.slots[0], room=camp.rooms.saal)
    camp.place(proposal=camp.mastodon, slot=camp.slots[1], room=camp.rooms.salon)
    camp.place(proposal=camp.crisis, slot=camp.slots[2], room=camp.rooms.studio)
    other = accepted(camp.edition, "Bens zweite", *[host.person for host in camp.podcast.hosts.all()], number=8)
    camp.place(proposal=other, slot=camp.slots[2], room=camp.rooms.salon)
    advised = advice_for(camp, camp.crisis)[0, "Saal"]
    assert not advised.is_impossible
    assert codes(advised) == [("room_lacks", "Podcast in der Verwaltung"), ("host_clash", "Podcast in der Verwaltung")]


def test_a_session_that_is_off_neither_moves_nor_swaps(camp: Camp) -> None:
    camp.place(proposal=camp.podcast, slot=camp.slots[0], room=camp.rooms.saal)
    Proposal.objects.filter(pk=camp.podcast.pk).update(status="withdrawn")
    assert all(("not_accepted", "") in codes(one) for one in advice_for(camp, camp.podcast).values())
    assert codes(advice_for(camp, camp.crisis)[0, "Saal"]) == [("cell_taken", "")]


def test_a_swap_out_of_a_frozen_slot_is_out_of_reach(camp: Camp) -> None:
    camp.place(proposal=camp.podcast, slot=camp.slots[0], room=camp.rooms.saal)
    camp.place(proposal=camp.crisis, slot=camp.slots[2], room=camp.rooms.salon)
    camp.publish()
    state = plan_state(camp.edition, now=camp.slots[0].starts_at)
    advised = {(one.slot, one.room): one for one in advise_cells(state, (camp.crisis.pk, 1))}
    assert codes(advised[camp.slots[0].pk, camp.rooms.saal.pk]) == [("frozen", "")]
    assert not advised[camp.slots[1].pk, camp.rooms.saal.pk].is_impossible


@pytest.mark.parametrize("seed", range(8))
def test_what_is_advised_works_and_breaks_nothing(camp: Camp, seed: int) -> None:
    """On boards of any kind: each cell that is not impossible can be had, an allowed one without any new warning."""
    marks = fill(camp, Random(seed))
    before = replace(plan_state(camp.edition, now=camp.now), marks=marks)
    known = warnings(before)
    moves = 0
    for card in before.cards:
        for one in advise_cells(before, card.key):
            after = carried_out(camp, before, card, one)
            where = f"{card.title} → {one}"
            assert (after is None) == one.is_impossible, where
            if after is not None and one.is_allowed:
                moves += 1
                assert not news(known, warnings(after)), where
    assert moves


def news(known: dict[CardKey, tuple], found: dict[CardKey, tuple]) -> dict[CardKey, set]:
    new = {key: set(those) - set(known.get(key, ())) for key, those in found.items()}
    return {key: those for key, those in new.items() if those}


def carried_out(camp: Camp, state: State, card: Card, one: CellAdvice) -> State | None:
    """Return the draft after a move, which is taken back; None if the service refuses it."""
    proposals = {proposal.pk: proposal for proposal in camp.edition.proposals.all()}
    frame = state.frame
    common = {"edition": camp.edition, "actor": camp.cem, "now": camp.now}
    common |= {"slot": frame.slot_by_id[one.slot], "room": frame.room_by_id[one.room]}
    there = state.cards_in(card.position.at(one.slot, one.room), besides=card.key)
    proposal, number = proposals[card.key[0]], card.key[1]
    found: list[State] = []
    try:
        with transaction.atomic():
            if len(there) == 1:
                other = (proposals[there[0].key[0]], there[0].key[1])
                services.swap_sessions(one=(proposal, number), other=other, **common)
            else:
                services.place_session(proposal=proposal, occurrence=number, **common)
            found.append(replace(plan_state(camp.edition, now=camp.now), marks=state.marks))
            raise Undone
    except Undone:
        return found[0]
    except PlanError:
        return None


def fill(camp: Camp, dice: Random) -> list[frozenset[UUID]]:
    """Put sessions with all that can be in the way on a board of four slots, the last one after a long break.

    Returns what people want: nothing or much.
    """
    day = camp.slots[0].day
    camp.slots.append(
        SlotFactory(edition=camp.edition, day=day, starts_at=camp.slots[-1].starts_at + timedelta(minutes=120))
    )
    for room in camp.edition.rooms.all():
        room.capacity = dice.choice((2, 4, 60))
        room.features = dice.sample([Feature.BEAMER, Feature.HEARING_LOOP], dice.randint(0, 2))
        room.save()
    people = [PersonFactory() for _ in range(5)]
    for person in people[:2]:
        slot = dice.choice(camp.slots)
        HostAbsence.objects.create(edition=camp.edition, person=person, starts_at=slot.starts_at, ends_at=slot.ends_at)
    proposals = [camp.mastodon, camp.podcast, camp.crisis] + [
        accepted(
            camp.edition,
            f"Nummer {number}",
            *dice.sample(people, dice.randint(0, 2)),
            number=number,
            length_slots=dice.choice((1, 1, 2)),
            needs=dice.sample([Feature.BEAMER, Feature.HEARING_LOOP], dice.choice((0, 0, 1))),
        )
        for number in range(10, 16)
    ]
    for proposal in proposals[:7]:
        place_somewhere(camp, proposal, dice)
    Occurrence.objects.create(plan=camp.plan, proposal=proposals[0], number=2)
    place_somewhere(camp, proposals[0], dice, occurrence=2)
    camp.park(proposal=proposals[-1])
    services.pin_session(edition=camp.edition, actor=camp.cem, proposal=proposals[1], now=camp.now)
    return [
        frozenset(one.pk for one in dice.sample(proposals, dice.randint(1, 5)))
        for _ballot in range(dice.choice((0, 30)))
    ]


def place_somewhere(camp: Camp, proposal: Proposal, dice: Random, occurrence: int = 1) -> None:
    cells = [(slot, room) for slot in camp.slots for room in camp.edition.rooms.all()]
    for slot, room in dice.sample(cells, len(cells)):
        try:
            with transaction.atomic():
                camp.place(proposal=proposal, slot=slot, room=room, occurrence=occurrence)
        except PlanError:
            continue
        return
