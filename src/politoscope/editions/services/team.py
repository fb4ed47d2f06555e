"""Who works for an edition, and as what."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from politoscope.audit.services import record_entry
from politoscope.editions.enums import Role
from politoscope.editions.errors import LastOrganiser
from politoscope.editions.models import Edition, RoleGrant
from politoscope.mail.services import queue_mail
from politoscope.people.models import Person
from politoscope.people.services import find_or_create_person


@transaction.atomic
def grant_role(*, edition: Edition, email: str, role: Role | str, actor: Person, now: datetime) -> RoleGrant:
    """Give whoever reads an address a role, and write to them; a second time changes nothing."""
    person = find_or_create_person(email=email, now=now)
    grant, is_new = RoleGrant.objects.get_or_create(edition=edition, person=person, role=role)
    if is_new:
        _record(grant, actor, "grant_role", now)
        queue_mail(
            template="editions/mail/role",
            to=person,
            edition=edition,
            context={
                "role": Role(role),
                "url": overview_url(edition),
            },
            key=f"role:{grant.pk}:{now.isoformat()}",
            now=now,
        )
    return grant


@transaction.atomic
def revoke_role(*, grant: RoleGrant, actor: Person, now: datetime) -> None:
    """Take a role away; the rights end with the next request.

    Raises:
        LastOrganiser: somebody else has to organise first.
    """
    Edition.objects.filter(pk=grant.edition_id).update(title=F("title"))  # two organisers must not remove each other
    others = RoleGrant.objects.filter(edition=grant.edition_id, role=Role.ORGANISER).exclude(pk=grant.pk)
    if grant.role == Role.ORGANISER and not others.exists():
        raise LastOrganiser
    _record(grant, actor, "revoke_role", now)
    grant.delete()


def overview_url(edition: Edition) -> str:
    """Return the full address of the team's pages."""
    return settings.SITE_ORIGIN + reverse("editions:overview", args=[edition.slug])


def _record(grant: RoleGrant, actor: Person, verb: str, now: datetime) -> None:
    role = {"role": str(grant.role)}
    record_entry(
        edition=grant.edition,
        actor=actor,
        action=f"editions.{verb}",
        target=grant.person,
        before=role if verb == "revoke_role" else None,
        after=role if verb == "grant_role" else None,
        now=now,
    )
