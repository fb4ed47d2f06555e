"""Words and times of the plan."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from politoscope.editions.enums import Feature
from politoscope.editions.models import Edition, Room
from politoscope.planning.advice import Objection
from politoscope.planning.differences import Difference
from politoscope.planning.layout import session_path
from politoscope.planning.models import CalendarKey
from politoscope.planning.queries.published import Block, Entry
from politoscope.planning.rooms import room_slug
from politoscope.planning.sharing import Shared, head_of_edition
from politoscope.planning.state import Card
from politoscope.planning.words import day_and_clock, spell_difference, spell_hindrance, spell_objection, spell_reason

if TYPE_CHECKING:
    from politoscope.proposals.models import Proposal

register = template.Library()

JSON_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@register.filter
def day_name(day: date | datetime) -> str:
    """Return a day with its weekday: “Thursday, 20 November 2025”."""
    if isinstance(day, datetime):
        day = timezone.localtime(day)
    return date_format(day, pgettext("date format", "l, j F Y"))


@register.filter
def moment(instant: datetime) -> str:
    """Return day and time of an instant in the zone of the edition."""
    return date_format(timezone.localtime(instant), pgettext("date format", "j F, H:i"))


@register.filter
def needs_zone(block: Any) -> bool:
    """Tell whether the clock shows this time twice, at the end of summer time."""
    start = timezone.localtime(block.starts_at)
    return start.replace(fold=0).utcoffset() != start.replace(fold=1).utcoffset()


@register.filter
def zone_name(instant: datetime) -> str:
    """Return the short name of the zone at an instant: CEST or CET."""
    return timezone.localtime(instant).tzname() or ""


@register.filter
def in_words(one: Difference) -> str:
    """Say what happened to a session."""
    return spell_difference(one)


@register.filter
def objection(one: Objection) -> str:
    """Say why a cell is not good for a card."""
    return spell_objection(one)


@register.filter
def short_moment(instant: datetime) -> str:
    """Return weekday and time."""
    return day_and_clock(instant)


@register.inclusion_tag("planning/share_head.html", takes_context=True)
def edition_head(context: Context) -> dict[str, Any]:
    """Write what a page about the whole edition says of itself where its link is shared."""
    return head_of_edition(context["request"].edition, context["request"].path)


@register.filter
def on_mastodon(shared: Shared, server: str) -> str:
    """Return the link that begins a post on a server of Mastodon."""
    return shared.on_mastodon(server)


@register.filter
def where(entry: Entry) -> str:
    """Return time and place of a session for scripts: seconds and the name of the room."""
    return f"{int(entry.starts_at.timestamp())} {entry.room_name}"


@register.filter
def at(mapping: Mapping[Any, Any], key: Any) -> Any:
    """Look a key up."""
    return mapping.get(key)


@register.filter
def feature_names(room: Room) -> list[str]:
    """Return the equipment of a room in words."""
    return [str(Feature(code).label) for code in room.features if code in Feature.values]


@register.filter
def need_names(card: Card) -> list[str]:
    """Return what a session needs in words."""
    return [str(feature.label) for feature in Feature if feature in card.needs]


@register.filter
def short_day(instant: datetime) -> str:
    """Return the weekday of an instant."""
    return date_format(timezone.localtime(instant), "D")


@register.filter
def session_url(proposal: Proposal, edition: Edition) -> str:
    """Return the address of a session's page."""
    return session_path(edition.slug, proposal.number)


@register.filter
def room_url(room: Room, edition: Edition) -> str:
    """Return the address of a room's page."""
    return reverse("planning:room", args=[edition.slug, room_slug(room)])


@register.filter
def own_calendar_url(key: CalendarKey) -> str:
    """Return the secret address of somebody's calendar."""
    return settings.SITE_ORIGIN + reverse("planning:own_calendar", args=[key.edition.slug, key.secret])


@register.filter
def data_block(data: Any) -> SafeString:
    """Write data for search engines. Its type makes it data, not a script; ``<`` cannot end it."""
    text = json.dumps(data, ensure_ascii=False).translate(JSON_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # nosec B308, B703: escaped


@register.filter
def room_calendar(room: Room, edition: Edition) -> str:
    """Return the address of a room's calendar."""
    return reverse("planning:room_calendar", args=[edition.slug, room_slug(room)])


@register.filter
def subscription(path: str) -> str:
    """Return an address that calendar programmes subscribe to."""
    return "webcal://" + settings.SITE_ORIGIN.partition("://")[2] + path


@register.filter
def cells(block: Block, rooms: Sequence[Room]) -> list[tuple[Entry | None, bool]]:
    """Return what stands in each room, and whether it began in the slot before."""
    later = {entry.room and entry.room.pk: (entry, True) for entry in block.continued}
    here = {entry.room and entry.room.pk: (entry, False) for entry in block.entries}
    return [(later | here).get(room.pk, (None, False)) for room in rooms]


@register.filter
def mean_wishes(result: Mapping[str, Any], name: str) -> str:
    """Return a sum over all people as an average, with one or two digits."""
    return number_format(result[name] / max(1, result["people"]), 2)


@register.filter
def percent(share: float) -> str:
    """Return a share as a percentage with one digit; a tiny one is not rounded to nothing."""
    return number_format(max(0.1, 100 * share) if share else 0, 1) + "\u202f%"


@register.filter
def hindrance(one: Mapping[str, Any]) -> str:
    """Say why something has no place."""
    return spell_hindrance(one)


@register.filter
def bars(groups: Sequence[Mapping[str, int]]) -> dict[str, Any]:
    """Return the bars of a small picture, 40 units a group; no style is needed to draw them."""
    most = max((group["people"] for group in groups), default=1) or 1
    found = []
    for place, group in enumerate(groups):
        height = round(80 * group["people"] / most, 1)
        label = str(group["from"]) if group["from"] == group["to"] else f"{group['from']}–{group['to']}"
        found.append(
            {
                "x": 40 * place + 4,
                "y": 100 - height,
                "width": 32,
                "height": height,
                "middle": 40 * place + 20,
                "top": 96 - height,
                "people": group["people"],
                "label": label,
            }
        )
    return {"width": max(40, 40 * len(groups)), "bars": found}


@register.filter
def reason(one: Mapping[str, Any]) -> str:
    """Say why a session stands where it stands."""
    return spell_reason(one)


@register.filter
def reason_time(one: Mapping[str, Any]) -> str:
    """Return when a reason's session begins."""
    return day_and_clock(datetime.fromisoformat(one["starts_at"]))


@register.filter
def absolute(path: str) -> str:
    """Return the whole address of a path on this site."""
    return settings.SITE_ORIGIN + path
