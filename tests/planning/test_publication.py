"""From draft to what everybody reads."""

from __future__ import annotations

from datetime import timedelta

from politoscope.planning.queries import published_plan
from politoscope.proposals.enums import ProposalStatus
from tests.factories.editions import ProgrammeItemFactory
from tests.factories.planning import accepted
from tests.planning.conftest import Camp


def readable(camp: Camp) -> set[tuple[str, str, int]]:
    return {
        (entry.proposal.title, entry.room_name, camp.slots.index(next(s for s in camp.slots if s.pk == entry.slot)))
        for entry in published_plan(camp.edition).entries
    }


def test_the_draft_is_invisible_until_published(camp: Camp) -> None:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    assert published_plan(camp.edition).entries == ()
    camp.publish()
    camp.place(proposal=camp.podcast, slot=camp.slots[1], room=camp.rooms.saal)
    assert readable(camp) == {("Mastodon für Behörden", "Saal", 0)}


def test_publications_are_numbered_and_know_their_version(camp: Camp) -> None:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    first = camp.publish()
    second = camp.publish(note="Jetzt mit Mittagessen")
    assert [(first.number, first.version), (second.number, second.version)] == [(1, 1), (2, 1)]
    assert published_plan(camp.edition).note == "Jetzt mit Mittagessen"


def test_publish_round_one_leaves_the_rest_as_it_was(camp: Camp) -> None:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.place(proposal=camp.podcast, slot=camp.slots[1], room=camp.rooms.saal)
    camp.publish()
    camp.swap(one=(camp.crisis, 1), other=(camp.mastodon, 1), slot=camp.slots[0], room=camp.rooms.saal)
    camp.place(proposal=camp.podcast, slot=camp.slots[2], room=camp.rooms.saal)
    camp.publish(slots=[camp.slots[0]])
    assert readable(camp) == {("Krisenkommunikation", "Saal", 0), ("Podcast in der Verwaltung", "Saal", 1)}


def test_publish_round_one_never_shows_a_session_twice(camp: Camp) -> None:
    camp.place(proposal=camp.mastodon, slot=camp.slots[1], room=camp.rooms.saal)
    camp.publish()
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.publish(slots=[camp.slots[0]])
    assert readable(camp) == {("Mastodon für Behörden", "Saal", 0)}


def test_a_long_session_in_round_one_displaces_what_stood_in_its_second_slot(camp: Camp) -> None:
    workshop = accepted(camp.edition, "Werkstatt", number=9, length_slots=2)
    camp.place(proposal=camp.mastodon, slot=camp.slots[1], room=camp.rooms.saal)
    camp.publish()
    camp.park(proposal=camp.mastodon)
    camp.place(proposal=workshop, slot=camp.slots[0], room=camp.rooms.saal)
    camp.publish(slots=[camp.slots[0]])
    assert readable(camp) == {("Werkstatt", "Saal", 0)}


def test_a_withdrawn_session_vanishes_at_once(camp: Camp) -> None:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.publish()
    camp.mastodon.status = ProposalStatus.WITHDRAWN
    camp.mastodon.save(update_fields=["status"])
    assert readable(camp) == set()


def test_a_deleted_room_stays_readable_until_the_next_revision(camp: Camp) -> None:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.publish()
    camp.rooms.saal.delete()
    assert readable(camp) == {("Mastodon für Behörden", "Saal", 0)}
    camp.publish()
    assert readable(camp) == set()


def test_now_and_next_ends_are_exclusive(camp: Camp) -> None:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.place(proposal=camp.podcast, slot=camp.slots[1], room=camp.rooms.saal)
    camp.publish()
    plan = published_plan(camp.edition)
    running, coming = plan.now_and_next(camp.slots[0].ends_at - timedelta(seconds=1))
    assert [e.proposal.title for b in running for e in b.entries] == ["Mastodon für Behörden"]
    assert [e.proposal.title for b in coming for e in b.entries] == ["Podcast in der Verwaltung"]
    running, coming = plan.now_and_next(camp.slots[0].ends_at)
    assert running == []
    assert len(coming) == 1


def test_keynotes_and_breaks_stand_between_the_slots(camp: Camp) -> None:
    ProgrammeItemFactory(edition=camp.edition, title="Pause", starts_at=camp.slots[0].ends_at)
    days = published_plan(camp.edition).days
    titles = [block.item.title if block.item else "slot" for block in days[0].blocks]
    assert titles == ["slot", "Pause", "slot", "slot"]


def test_the_number_of_queries_does_not_grow(camp: Camp, django_assert_num_queries) -> None:
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.publish()
    with django_assert_num_queries(8):
        published_plan(camp.edition)
    camp.place(proposal=camp.podcast, slot=camp.slots[1], room=camp.rooms.saal)
    camp.place(proposal=camp.crisis, slot=camp.slots[2], room=camp.rooms.saal)
    camp.publish()
    with django_assert_num_queries(8):
        published_plan(camp.edition)
