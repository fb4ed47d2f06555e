"""How an edition looks: the logos in its header. Its colours are a field like others, see ``change_edition``."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from politoscope.audit.services import record_entry
from politoscope.editions.errors import LogosTaken
from politoscope.editions.models import Edition, LogoPicture
from politoscope.editions.pictures import Logo
from politoscope.people.models import Person
from politoscope.realtime.publish import publish

MOST_LOGOS = 2


@transaction.atomic
def add_logo(*, edition: Edition, name: str, logo: Logo, actor: Person, now: datetime) -> None:
    """Put a logo beside the other one; the same picture again changes its name.

    Raises:
        LogosTaken: two other logos are there.
    """
    others = [one for one in _held_logos(edition) if one["digest"] != logo.digest]
    if len(others) >= MOST_LOGOS:
        raise LogosTaken
    LogoPicture.objects.get_or_create(edition=edition, digest=logo.digest, defaults={"png": logo.png})
    shown = {"digest": logo.digest, "name": name, "width": logo.width, "height": logo.height}
    _show(edition, [*others, shown], "add_logo", actor, now)


@transaction.atomic
def remove_logo(*, edition: Edition, digest: str, actor: Person, now: datetime) -> None:
    """Take a logo away, its picture as well."""
    others = [one for one in _held_logos(edition) if one["digest"] != digest]
    LogoPicture.objects.filter(edition=edition, digest=digest).delete()
    _show(edition, others, "remove_logo", actor, now)


def _held_logos(edition: Edition) -> list[dict]:
    """Return the logos as they are now; the edition's row is held until the commit, so that no third one slips in."""
    Edition.objects.filter(pk=edition.pk).update(title=F("title"))
    edition.refresh_from_db(fields=["logos"])
    return edition.logos


def _show(edition: Edition, logos: list[dict], verb: str, actor: Person, now: datetime) -> None:
    before, edition.logos = [one["digest"] for one in edition.logos], logos
    after = [one["digest"] for one in logos]
    edition.save(update_fields=["logos"])
    record_entry(
        edition=edition,
        actor=actor,
        action=f"editions.{verb}",
        target=edition,
        before={"logos": before},
        after={"logos": after},
        now=now,
    )
    publish(edition, "phase")
