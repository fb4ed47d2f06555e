"""The parts of an edition that organisers edit in lists: which form, which words, which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from politoscope.editions import forms
from politoscope.editions.dates import spell_date, spell_span
from politoscope.editions.models import Controller, Day, Edition, Institution, Link, ProgrammeItem, Room, Slot

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Part:
    """One kind of part. ``plural`` and ``single`` name its addresses and its template in ``editions/parts/``."""

    plural: str
    single: str
    model: type[Model]
    form: type
    order: tuple[str, ...]
    title: StrOrPromise
    new: StrOrPromise
    empty: StrOrPromise
    related: tuple[str, ...] = ()
    needs_day: bool = False

    @property
    def has_order(self) -> bool:
        """Tell whether organisers arrange it themselves."""
        return self.order[0] == "position" and not self.needs_day

    @property
    def row_template(self) -> str:
        return f"editions/parts/{self.single}.html"

    def rows(self, edition: Edition) -> Any:
        """Return the parts of an edition in their order."""
        manager = self.model._default_manager.filter(edition=edition)
        return manager.prefetch_related(*self.related).order_by(*self.order)


def name_of(row: Model) -> str:
    """Return what a part is called on pages; a day or a slot without a name by when it is."""
    if isinstance(row, Day):
        return spell_date(row.date)
    if isinstance(row, Slot) and not row.name:
        return spell_span(row.starts_at, row.ends_at)
    return str(row)


INSTITUTIONS = Part(
    "institutions",
    "institution",
    Institution,
    forms.InstitutionForm,
    ("position", "pk"),
    _("Hosting institutions"),
    _("Add an institution"),
    _("Nobody invites yet. Which institution is it?"),
)
CONTROLLERS = Part(
    "controllers",
    "controller",
    Controller,
    forms.ControllerForm,
    ("position", "pk"),
    _("Responsible for personal data"),
    _("Add a responsible body"),
    _("Nobody yet: the privacy page names the hosting institutions instead."),
)
LINKS = Part(
    "links",
    "link",
    Link,
    forms.LinkForm,
    ("position", "pk"),
    _("Links"),
    _("Add a link"),
    _("No link yet. Directions, channels and the pages of the hosts belong here."),
)
DAYS = Part("days", "day", Day, forms.DayForm, ("date",), _("Days"), _("Add a day"), _("No day yet. When is it?"))
ROOMS = Part(
    "rooms",
    "room",
    Room,
    forms.RoomForm,
    ("position", "name"),
    _("Rooms"),
    _("Add a room"),
    _("No room yet. One room per about 25 people is a good number."),
)
SLOTS = Part(
    "slots",
    "slot",
    Slot,
    forms.SlotForm,
    ("starts_at",),
    _("Slots"),
    _("Add a slot"),
    _("No slot yet. 45 minutes with 15 minutes to change rooms have proved their worth."),
    related=("day",),
    needs_day=True,
)
PROGRAMME = Part(
    "programme",
    "programme_item",
    ProgrammeItem,
    forms.ProgrammeItemForm,
    ("starts_at", "title"),
    _("Programme"),
    _("Add a programme item"),
    _("Nothing is fixed yet. Welcome, keynotes, breaks and panel belong here; sessions do not."),
    related=("people", "room"),
    needs_day=True,
)
PARTS = (INSTITUTIONS, CONTROLLERS, LINKS, DAYS, ROOMS, SLOTS, PROGRAMME)
