"""Atom: one entry per revision of the plan, with its changes in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import uuid5

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from politoscope.editions.models import Edition
from politoscope.planning.differences import Difference
from politoscope.planning.exports.calendar import clean
from politoscope.planning.models import Publication
from politoscope.planning.words import spell_difference


def change_feed(
    edition: Edition, publications: Sequence[Publication], changes: Mapping[int, list[Difference]], *, path: str
) -> bytes:
    """Return the feed; ``publications`` come newest first, ``changes`` are keyed by their numbers."""
    plan_url = settings.SITE_ORIGIN + reverse("planning:plan", args=[edition.slug])
    feed = Atom1Feed(
        title=clean(_("%(title)s: session plan") % {"title": edition.title}),
        link=plan_url,
        description=None,
        language=get_language(),
        feed_url=settings.SITE_ORIGIN + path,
        feed_guid=f"urn:uuid:{edition.pk}",
        author_name=clean(edition.title),
    )
    for publication in publications:
        lines = ((one.spot.title, spell_difference(one)) for one in changes[publication.number])
        title = _("Revision %(number)d of the session plan") % {"number": publication.number}
        feed.add_item(
            title=clean(f"{title}: {publication.note}" if publication.note else title),
            link=plan_url,
            description=clean(format_html("<ul>{}</ul>", format_html_join("", "<li><b>{}</b>: {}</li>", lines))),
            unique_id=f"urn:uuid:{uuid5(edition.pk, f'revision:{publication.number}')}",
            pubdate=publication.published_at,
            updateddate=publication.published_at,
        )
    return feed.writeString("utf-8").encode()
