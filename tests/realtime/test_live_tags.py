from __future__ import annotations

from datetime import timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from politoscope.editions.models import Edition
from politoscope.realtime.models import TopicVersion
from politoscope.realtime.publish import publish
from politoscope.realtime.stamps import stamp_of
from politoscope.realtime.templatetags.live import settled_stamps


def test_what_changed_a_moment_ago_is_not_taken_for_known(edition: Edition) -> None:
    publish(edition, "plan")
    assert settled_stamps(edition, ("plan",)) == {}


def test_what_has_settled_is_known(edition: Edition) -> None:
    publish(edition, "plan")
    TopicVersion.objects.update(changed_at=timezone.now() - timedelta(seconds=11))
    assert settled_stamps(edition, ("plan", "phase")) == {
        "plan": stamp_of(edition.pk, "plan", 1),
        "phase": stamp_of(edition.pk, "phase", 0),
    }


def test_of_a_secret_topic_nothing_is_known(edition: Edition) -> None:
    publish(edition, "ballots")
    assert settled_stamps(edition, ("ballots",)) == {}


def test_live_writes_what_the_script_reads(edition: Edition, rf: RequestFactory) -> None:
    html = Template("{% load live %}<div {% live 'plan' 'phase' %}></div>").render(Context({"edition": edition}))
    assert f'data-events="/{edition.slug}/events/"' in html
    assert 'data-topics="plan,phase"' in html
    assert 'hx-trigger="changed"' in html
    assert "realtime/live.js" in html


@pytest.mark.parametrize(("language", "words"), [("en", "As of"), ("de", "Stand")])
def test_the_state_line_says_the_time_without_a_script(
    edition: Edition, rf: RequestFactory, language: str, words: str
) -> None:
    context = Context({"edition": edition, "request": rf.get("/2026/plan/?day=2")})
    with translation.override(language), timezone.override("Europe/Berlin"):
        html = Template("{% load live %}{% live_state %}").render(context)
        now = timezone.localtime()
    assert words in html
    assert f"{now:%H:%M}" in html
    assert 'href="/2026/plan/?day=2"' in html
    assert "aria-live" not in html
    assert "role=" not in html
