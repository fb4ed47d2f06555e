"""schema.org data for search engines: data blocks, never scripts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from politoscope.editions.models import Edition
from politoscope.planning.layout import session_path
from politoscope.planning.queries.published import Entry, PublishedPlan


def plan_data(edition: Edition, plan: PublishedPlan) -> dict[str, Any]:
    """Return the edition as an Event with its sessions as sub-events."""
    blocks = plan.blocks
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": edition.title,
        "url": settings.SITE_ORIGIN + reverse("planning:plan", args=[edition.slug]),
        "image": settings.SITE_ORIGIN + reverse("planning:picture", args=[edition.slug]),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": _place(edition),
        "organizer": [
            {"@type": "Organization", "name": institution.name} | ({"url": institution.url} if institution.url else {})
            for institution in edition.institutions.all()
        ],
        "offers": {"@type": "Offer", "price": 0, "priceCurrency": "EUR"},
        "isAccessibleForFree": True,
        "subEvent": [session_data(edition, entry) for entry in plan.entries],
    }
    if blocks:
        data["startDate"] = min(block.starts_at for block in blocks).isoformat()
        data["endDate"] = max(block.ends_at for block in blocks).isoformat()
    return data


def session_data(edition: Edition, entry: Entry) -> dict[str, Any]:
    """Return a session as an Event."""
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "identifier": str(entry.guid),
        "name": entry.proposal.title,
        "description": entry.proposal.abstract or entry.proposal.title,
        "startDate": entry.starts_at.isoformat(),
        "endDate": entry.ends_at.isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "inLanguage": entry.proposal.language,
        "location": _place(edition, entry.room_name),
        "url": settings.SITE_ORIGIN + session_path(edition.slug, entry.proposal.number),
        "performer": [{"@type": "Person", "name": name} for name in entry.hosts],
    }


def _place(edition: Edition, room: str = "") -> dict[str, Any]:
    name = ", ".join(part for part in (room, edition.venue) if part) or edition.title
    return {"@type": "Place", "name": name, "address": edition.venue_address or edition.venue or edition.title}
