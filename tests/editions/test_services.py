from __future__ import annotations

import pytest

from politoscope.audit.models import AuditEntry
from politoscope.editions import frame_events, services
from politoscope.editions.models import Room, Slot


@pytest.fixture
def announced(monkeypatch):
    """Collect what removals announce, as planning would hear it."""
    heard = []
    monkeypatch.setattr(frame_events, "BEFORE_ROOM_REMOVED", [])
    monkeypatch.setattr(frame_events, "BEFORE_SLOT_REMOVED", [])
    frame_events.before_room_removed(
        lambda room, actor, now: heard.append((room.name, Room.objects.filter(pk=room.pk).exists()))
    )
    frame_events.before_slot_removed(
        lambda slot, actor, now: heard.append((slot.pk, Slot.objects.filter(pk=slot.pk).exists()))
    )
    return heard


def test_removal_asks_later_stages_while_the_row_is_still_there(edition, cem, now, announced):
    room, slot = edition.rooms.get(name="Salon"), edition.slots.first()
    pk = slot.pk
    services.remove_part(part=room, actor=cem, now=now)
    services.remove_part(part=slot, actor=cem, now=now)
    assert announced == [("Salon", True), (pk, True)]
    assert not edition.rooms.filter(name="Salon").exists()


def test_refusal_of_a_later_stage_keeps_the_room(edition, cem, now, announced):
    def refuse(room, actor, now):
        raise RuntimeError("not now")

    frame_events.before_room_removed(refuse)
    with pytest.raises(RuntimeError):
        services.remove_part(part=edition.rooms.get(name="Salon"), actor=cem, now=now)
    assert edition.rooms.filter(name="Salon").exists()


def test_change_logs_what_differs_only(edition, cem, now):
    room = edition.rooms.get(name="Salon")
    services.change_part(part=room, actor=cem, values={"name": "Salon", "capacity": 41}, now=now)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.before, entry.after) == ("editions.change_room", {"capacity": 40}, {"capacity": 41})


def test_change_of_nothing_is_not_logged(edition, cem, now):
    services.change_edition(edition=edition, actor=cem, values={"title": edition.title}, now=now)
    services.switch_phase(edition=edition, phase=edition.phase_by_hand, actor=cem, now=now)
    assert not AuditEntry.objects.exists()
