"""What leaves when somebody shares a page: plain links with its address, and nothing about who shared it (E-06)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from politoscope.editions.dates import spell_date, spell_dates
from politoscope.planning.exports.cards import Card

if TYPE_CHECKING:
    from politoscope.editions.models import Edition
    from politoscope.planning.queries.published import Entry
    from politoscope.proposals.models import Proposal


@dataclass(frozen=True)
class Shared:
    """A page that somebody shares: its title and its whole address."""

    title: str
    url: str

    @property
    def text(self) -> str:
        """What one pastes into a chat."""
        return f"{self.title} – {self.url}"

    @property
    def by_mail(self) -> str:
        """The link that begins a mail."""
        return "mailto:?" + urlencode({"subject": self.title, "body": self.text}, quote_via=quote)

    @property
    def on_linkedin(self) -> str:
        """The link that begins a post on LinkedIn."""
        return "https://www.linkedin.com/sharing/share-offsite/?" + urlencode({"url": self.url})

    def on_mastodon(self, server: str) -> str:
        """Return the link that begins a post on a server of Mastodon."""
        return f"https://{server}/share?" + urlencode({"text": self.text}, quote_via=quote)


def shared_plan(edition: Edition) -> Shared:
    """Return the plan to share."""
    title = _("%(title)s: session plan") % {"title": edition.title}
    return Shared(title, settings.SITE_ORIGIN + reverse("planning:plan", args=[edition.slug]))


def shared_session(edition: Edition, proposal: Proposal) -> Shared:
    """Return a session to share."""
    url = settings.SITE_ORIGIN + reverse("planning:session", args=[edition.slug, proposal.number])
    return Shared(f"{proposal.title} ({edition.title})", url)


def plan_card(edition: Edition) -> Card:
    """Return what stands on the picture of an edition."""
    dates = spell_dates([day.date for day in edition.days.all()])
    return Card(_("Barcamp"), edition.title, tuple(part for part in (dates, edition.venue) if part))


def head_of_edition(edition: Edition, path: str) -> dict[str, object]:
    """Return what a page about the whole edition says of itself: the values of ``planning/share_head.html``."""
    return {
        "edition": edition,
        "path": path,
        "title": edition.title,
        "text": edition.description_en if get_language() == "en" else edition.description_de,
        "picture": reverse("planning:picture", args=[edition.slug]),
        "picture_text": plan_card(edition).text,
    }


def session_card(edition: Edition, proposal: Proposal, entries: Sequence[Entry]) -> Card:
    """Return what stands on the picture of a session: time and room only when they are published."""
    hosts = [str(host.person) for host in proposal.hosts.all()] + [proposal.host_name] * bool(proposal.host_name)
    lines = [", ".join(hosts)] if hosts else []
    if entries:
        starts_at = timezone.localtime(entries[0].starts_at)
        lines.append(f"{spell_date(starts_at.date())}, {date_format(starts_at, 'H:i')} · {entries[0].room_name}")
    return Card(edition.title, proposal.title, tuple(lines))
