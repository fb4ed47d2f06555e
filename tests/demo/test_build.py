from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from politoscope.demo.build import build_demo, keep_today
from politoscope.demo.stages import advance, organiser_of
from politoscope.editions.enums import Phase
from politoscope.editions.models import Edition
from politoscope.mail.enums import MailState
from politoscope.mail.models import OutboxMail
from politoscope.planning.models import PublishedPlacement
from politoscope.proposals.enums import ProposalStatus
from politoscope.voting.models import Ballot
from politoscope.voting.services.closing import close_round

pytestmark = pytest.mark.django_db


def placements(edition: Edition) -> int:
    return PublishedPlacement.objects.filter(publication__plan__edition=edition).count()


def told(edition: Edition) -> dict[str, Any]:
    """Return what an edition says, without identifiers and secrets."""
    return {
        "people": sorted(edition.registrations.values_list("name", "organisation", "hashtags", "status")),
        "proposals": sorted(edition.proposals.values_list("number", "title", "hosts__person__name", "status")),
        "ballots": sorted(Ballot.objects.filter(round__edition=edition).values_list("choices", flat=True)),
    }


def test_demo_holds_four_editions_with_their_facts(now: datetime) -> None:
    build_demo(seed=1, phase=Phase.LIVE, now=now)
    editions = {edition.slug: edition for edition in Edition.objects.all()}
    assert {slug: placements(edition) for slug, edition in editions.items() if slug != "heute"} == {
        "2022": 28,
        "2023": 23,
        "2025": 24,
    }
    today = editions["heute"]
    assert (today.registrations.count(), today.proposals.count()) == (165, 40)
    assert (today.rooms.count(), today.slots.count()) == (6, 5)
    accepted = today.proposals.filter(status=ProposalStatus.ACCEPTED)
    assert sum(accepted.values_list("length_slots", flat=True)) <= 30
    placed = PublishedPlacement.objects.filter(publication__plan__edition=today)
    assert set(placed.values_list("occurrence__proposal", flat=True)) == set(accepted.values_list("pk", flat=True))
    assert [str(day) for day in editions["2025"].days.order_by("date")] == ["2025-11-20", "2025-11-21"]
    assert [str(name) for name in editions["2023"].institutions.order_by("position")] == [
        "Staatsministerium Baden-Württemberg",
        "Staatskanzlei Nordrhein-Westfalen",
    ]
    keynotes = editions["2022"].programme_items.filter(kind="keynote").order_by("starts_at")
    assert [item.people.get().name for item in keynotes] == ["Christiane Germann", "Martin Fuchs"]
    assert not OutboxMail.objects.filter(state=MailState.WAITING).exists()


def test_same_seed_tells_the_same_story_and_another_another(now: datetime) -> None:
    stories = []
    for seed in (7, 7, 8):
        with transaction.atomic():
            stories.append(told(build_demo(seed=seed, phase=Phase.VOTING, now=now)))
            transaction.set_rollback(True)
    assert stories[0] == stories[1]
    assert stories[0]["people"] != stories[2]["people"]
    assert len(stories[0]["ballots"]) == 131


def test_phases_go_on_after_what_visitors_did(now: datetime) -> None:
    edition = build_demo(seed=1, phase=Phase.VOTING, now=now)
    close_round(round=edition.rounds.get(), actor=organiser_of(edition), now=now)
    phases = [advance(edition, now=now + timedelta(minutes=minute)) for minute in range(5)]
    assert phases == [Phase.PLANNING, Phase.LIVE, Phase.DOCUMENTATION, Phase.ARCHIVE, Phase.ARCHIVE]
    assert edition.rounds.count() == 1
    assert placements(edition) > 20


def test_edition_of_yesterday_moves_to_today_and_keeps_its_plan(now: datetime) -> None:
    edition = build_demo(seed=1, phase=Phase.LIVE, now=now)
    before = placements(edition)
    assert keep_today(edition, now=now + timedelta(hours=1)) is False
    assert keep_today(edition, now=now + timedelta(days=3)) is True
    assert edition.days.get().date == (now + timedelta(days=3)).date()
    assert min(edition.slots.values_list("starts_at", flat=True)) > now + timedelta(days=3)
    assert placements(edition) == before
