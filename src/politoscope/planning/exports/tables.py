"""The plan as a table: CSV and XLSX that no spreadsheet executes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from defusedcsv import csv
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from politoscope.editions.models import Edition
from politoscope.planning.exports.calendar import clean
from politoscope.planning.queries.published import PublishedPlan


def plan_csv(edition: Edition, plan: PublishedPlan) -> bytes:
    """Return the plan as CSV with a mark that makes spreadsheets read it as UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerows(_rows(edition, plan))
    return ("\ufeff" + text.getvalue()).encode()


def plan_xlsx(edition: Edition, plan: PublishedPlan) -> bytes:
    """Return the plan as XLSX; every cell is text, so that a title that begins with “=” is no formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Session plan")[:31])
    for number, row in enumerate(_rows(edition, plan)):
        cells = [WriteOnlyCell(sheet, value=value) for value in row]
        for cell in cells:
            cell.data_type = "s"
            if number == 0:
                cell.font = Font(bold=True)
        sheet.append(cells)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def _rows(edition: Edition, plan: PublishedPlan) -> Iterator[list[str]]:
    zone = ZoneInfo(edition.time_zone)
    yield [
        _("Date"), _("Starts"), _("Ends"), _("Room"), _("Number"), _("Title"), _("Offered by"), _("Format"),
        _("Topics"), _("Language"), _("Address"),
    ]  # fmt: skip
    for day in plan.days:
        for block in day.blocks:
            if block.item is not None:
                start, end = block.starts_at.astimezone(zone), block.ends_at.astimezone(zone)
                people = ", ".join(who.name for who in block.item.people.all())
                room = block.item.room.name if block.item.room else ""
                kind = block.item.get_kind_display()
                yield [start.strftime("%Y-%m-%d"), f"{start:%H:%M}", f"{end:%H:%M}", room, "",
                       clean(block.item.title), clean(people), str(kind), "", "", ""]  # fmt: skip
            for entry in block.entries:
                start, end = entry.starts_at.astimezone(zone), entry.ends_at.astimezone(zone)
                proposal = entry.proposal
                path = reverse("planning:session", args=[edition.slug, proposal.number])
                yield [start.strftime("%Y-%m-%d"), f"{start:%H:%M}", f"{end:%H:%M}", clean(entry.room_name),
                       str(proposal.number), clean(proposal.title), clean(", ".join(entry.hosts)),
                       str(proposal.get_format_display()), clean(", ".join(proposal.tags)), proposal.language,
                       settings.SITE_ORIGIN + path]  # fmt: skip
