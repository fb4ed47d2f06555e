"""Registrations as a table file."""

from __future__ import annotations

import io

from defusedcsv import csv
from django.utils import timezone
from django.utils.translation import gettext as _

from politoscope.editions.models import Edition
from politoscope.registration.models import Registration


def registrations_csv(edition: Edition) -> str:
    """Return one line per registration, in the edition's time. Access needs are not in it (A-06). One query."""
    table = io.StringIO()
    table.write("\ufeff")  # spreadsheet programs take the file as UTF-8 only with this mark
    writer = csv.writer(table, delimiter=";")
    writer.writerow(
        [
            _("Name"),
            _("Organisation"),
            _("Kind of organisation"),
            _("Mail address"),
            _("Hashtags"),
            _("Status"),
            _("Registered"),
            _("Checked in"),
        ]
    )
    rows = Registration.objects.filter(edition=edition).select_related("person").order_by("search_key", "pk")
    for row in rows:
        writer.writerow(_line(row))
    return table.getvalue()


def _line(row: Registration) -> list[str]:
    return [
        row.name,
        row.organisation,
        row.get_organisation_type_display(),
        row.person.email or "",
        " ".join(row.hashtags),
        row.get_status_display(),
        f"{timezone.localtime(row.registered_at):%Y-%m-%d %H:%M}",
        f"{timezone.localtime(row.checked_in_at):%Y-%m-%d %H:%M}" if row.checked_in_at else "",
    ]
