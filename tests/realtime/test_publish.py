from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections, transaction

from politoscope.editions.models import Edition
from politoscope.realtime.models import TopicVersion
from politoscope.realtime.publish import publish
from politoscope.realtime.topics import UnknownTopic
from tests.factories.editions import EditionFactory


def versions() -> dict[str, int]:
    return dict(TopicVersion.objects.values_list("topic", "version"))


def test_a_version_rises_by_one_with_each_publication(edition: Edition) -> None:
    publish(edition, "plan")
    publish(edition, "plan", "ballots")
    assert versions() == {"plan": 2, "ballots": 1}


def test_a_rollback_takes_the_version_back(edition: Edition) -> None:
    publish(edition, "plan")
    with transaction.atomic():
        publish(edition, "plan")
        transaction.set_rollback(True)
    assert versions() == {"plan": 1}


def test_an_unknown_topic_is_a_slip(edition: Edition) -> None:
    with pytest.raises(UnknownTopic):
        publish(edition, "plam")
    assert versions() == {}


def test_editions_do_not_share_versions(edition: Edition) -> None:
    other = EditionFactory()
    publish(edition, "plan")
    publish(other, "plan")
    assert set(TopicVersion.objects.values_list("edition_id", "version")) == {(edition.pk, 1), (other.pk, 1)}


def test_nothing_is_announced_before_the_commit(edition: Edition, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as after_commit:
        publish(edition, "plan", "phase")
    assert len(after_commit) == 2


def test_of_a_secret_topic_no_instant_is_stored(edition: Edition) -> None:
    publish(edition, "plan", "ballots")
    stamped = {row.topic: row.changed_at is not None for row in TopicVersion.objects.all()}
    assert stamped == {"plan": True, "ballots": False}


@pytest.mark.django_db(transaction=True)
def test_parallel_publications_are_all_counted_whatever_their_order() -> None:
    edition = EditionFactory()
    barrier = Barrier(8)

    def publish_often(*topics: str) -> None:
        barrier.wait()
        for _ in range(5):
            publish(edition, *topics)
        connections.close_all()

    orders = [("plan", "proposals"), ("proposals", "plan")] * 4
    threads = [Thread(target=publish_often, args=order) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert versions() == {"plan": 40, "proposals": 40}
