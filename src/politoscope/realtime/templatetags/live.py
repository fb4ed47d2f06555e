"""Tags for pages that stay fresh: ``{% live_state %}`` once, ``<div {% live "plan" %} data-hx-get=…>`` around parts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import template
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from politoscope.realtime.models import TopicVersion
from politoscope.realtime.stamps import Stamps, stamp_of, to_text

register = template.Library()

SETTLED = timedelta(seconds=10)
"""Longer than any page takes: what changed before that is in the page for sure."""


@register.simple_tag(takes_context=True)
def live(context: Context, *topics: str, trigger: str = "changed") -> SafeString:
    """Write the attributes that make an element follow topics: ``<div {% live "plan" "phase" %} data-hx-get=… …>``.

    ``trigger`` says more about when htmx fetches: ``trigger="changed, every 60s"``.
    """
    edition = context["edition"]
    return format_html(
        'data-module="{}" data-htmx="{}" data-events="{}" data-topics="{}" data-known="{}" data-hx-trigger="{}"',
        static("realtime/live.js"),
        static("django_htmx/htmx-2.min.js"),
        reverse("realtime:events", args=[edition.slug]),
        ",".join(topics),
        to_text(settled_stamps(edition, topics)),
        trigger,
    )


@register.inclusion_tag("realtime/state.html", takes_context=True)
def live_state(context: Context) -> dict[str, Any]:
    """Write the line that says how fresh the page is, with the button that pauses it. Link ``realtime/live.css``."""
    edition = context["edition"]
    return {
        "events": reverse("realtime:events", args=[edition.slug]),
        "zone": edition.time_zone,
        "now": timezone.localtime(),
        "here": context["request"].get_full_path(),
    }


@register.inclusion_tag("realtime/offline_note.html", takes_context=True)
def offline_note(context: Context, *, follows: bool = False) -> dict[str, Any]:
    """Ask the device to keep this page, and say how old it is when the device shows its copy.

    The view allows it (``realtime.offline.may_be_kept``). ``follows``: it is kept anew when a live part has changed.
    Link ``realtime/live.css``.
    """
    request = context["request"]
    return {"zone": context["edition"].time_zone, "here": request.get_full_path(), "follows": follows}


def settled_stamps(edition: Any, topics: tuple[str, ...]) -> Stamps:
    """Return the stamps that the page certainly shows.

    The page's own queries ran before this one. A version that rose in the last seconds may be younger than what they
    found: it is left out, and the browser fetches once more.
    """
    rows = {row.topic: row for row in TopicVersion.objects.filter(edition_id=edition.pk, topic__in=topics)}
    stamps = {}
    for topic in topics:
        row = rows.get(topic)
        if row is None:
            stamps[topic] = stamp_of(edition.pk, topic, 0)
        elif row.changed_at is not None and row.changed_at < timezone.now() - SETTLED:
            stamps[topic] = stamp_of(edition.pk, topic, row.version)
    return stamps
