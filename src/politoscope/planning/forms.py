from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from politoscope.editions.models import Room, Slot
from politoscope.planning.bridge.advice import advise_cells
from politoscope.planning.enums import RunMode
from politoscope.planning.errors import PlanConflict, PlanError
from politoscope.planning.reading import Filter
from politoscope.planning.state import Card, State
from politoscope.planning.words import spell_advice
from politoscope.proposals.enums import Format

MOST_CHOICES = 6


class OneOfField(forms.ModelChoiceField):
    """One row of several. What stands there before says what to do."""

    def __init__(self, queryset: Any, *, required: bool = True, **options: Any) -> None:
        empty = _("Please choose") if required else "–"
        super().__init__(queryset, required=required, empty_label=empty, **options)


class SlotField(OneOfField):
    """A slot, named by its time."""

    def label_from_instance(self, slot: Any) -> str:
        return slot_label(slot)


class RoomField(OneOfField):
    """A room, named with its seats."""

    def label_from_instance(self, room: Any) -> str:
        return _("%(name)s, %(seats)d seats") % {"name": room.name, "seats": room.capacity}


class MoveForm(forms.Form):
    """“Move to …”: the way that needs no script (A-20)."""

    fields: dict[str, Any]
    slot = SlotField(Slot.objects.none(), label=_("Slot"))
    room = RoomField(Room.objects.none(), label=_("Room"))
    is_swap = forms.BooleanField(
        label=_("Swap with the session that stands there"),
        required=False,
        help_text=_("If the cell is free, the session simply moves."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, state: State, card: Card, **kwargs: Any) -> None:
        position = card.position
        kwargs["initial"] = {"slot": position.slot, "room": position.room, "seen": state.version}
        super().__init__(*args, **kwargs)
        self.state = state
        self.card = card
        self.plan_errors: list[PlanError] = []
        self.fields["slot"].queryset = Slot.objects.filter(pk__in=state.frame.slot_by_id).order_by("starts_at")
        self.fields["room"].queryset = Room.objects.filter(pk__in=state.frame.room_by_id).order_by("position", "name")

    def card_there(self) -> Card | None:
        """Return the card to swap with: the only other one in the cells that the card would take."""
        wanted = self.card.position.at(self.cleaned_data["slot"].pk, self.cleaned_data["room"].pk)
        there = self.state.cards_in(wanted, besides=self.card.key)
        return there[0] if len(there) == 1 else None

    def where(self) -> str:
        """Say where the session was put."""
        slot = self.cleaned_data["slot"]
        return _("%(room)s, %(time)s") % {"room": self.cleaned_data["room"].name, "time": slot_label(slot)}

    def choices(self) -> list[dict[str, Any]]:
        """Return the cells where the card fits well, free ones before swaps, each with the fields that put it there."""
        found = advise_cells(self.state, self.card.key)
        here = (self.card.position.slot, self.card.position.room)
        frame = self.state.frame
        fitting = [one for one in found if one.is_allowed and (one.slot, one.room) != here]
        return [
            {
                "slot": frame.slot_by_id[one.slot],
                "room": frame.room_by_id[one.room],
                "text": spell_advice(one, frame.room_by_id[one.room].capacity),
                "fields": {"slot": one.slot, "room": one.room, "is_swap": "on", "seen": self.state.version},
            }
            for one in fitting[:MOST_CHOICES]
        ]

    def add_plan_error(self, error: PlanError) -> None:
        """Say on top of the form why the change was not made. After a conflict the form refers to the plan as it is."""
        self.plan_errors.append(error)
        self.add_error(None, error.message)
        if isinstance(error, PlanConflict):
            self.data = {name: self.data.get(name) for name in self.data} | {"seen": self.state.version}


class SolveForm(forms.Form):
    """What the engine is asked, and how long it may take."""

    mode = forms.TypedChoiceField(
        label=_("What shall be planned?"),
        choices=[(RunMode.FILL, RunMode.FILL.label), (RunMode.REPLAN, RunMode.REPLAN.label)],
        coerce=RunMode,
        initial=RunMode.FILL,
        widget=forms.RadioSelect,
    )
    seconds = forms.IntegerField(
        label=_("At most (seconds)"),
        initial=1,
        min_value=1,
        max_value=60,
        help_text=_("One second is enough on stage. More time proves more."),
    )


class PublishForm(forms.Form):
    """Which slots go out, and a word about it."""

    fields: dict[str, Any]
    slots = forms.ModelMultipleChoiceField(
        Slot.objects.none(),
        label=_("Slots to publish"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None chosen: the whole plan."),
    )
    note = forms.CharField(label=_("Remark for the readers"), max_length=200, required=False)

    def __init__(self, *args: Any, slots: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slots"].queryset = slots
        self.fields["slots"].label_from_instance = slot_label


def slot_label(slot: Slot) -> str:
    """Return day, time and name of a slot in the zone of the edition."""
    start, end = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    day = date_format(start, pgettext("format of weekday and date", "D j M"))
    text = f"{day} {start:%H:%M}–{end:%H:%M}"
    return f"{text} {slot.name}".strip()


class FilterForm(forms.Form):
    """What somebody looks for in the plan. Nonsense in the address is no error: it finds nothing or everything."""

    marks_optional = False
    fields: dict[str, Any]
    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.TextInput({"type": "search"}))
    tag = forms.ChoiceField(label=_("Topic"), required=False)
    format = forms.ChoiceField(label=_("Format"), required=False, choices=[("", _("All")), *Format.choices])
    room = forms.ChoiceField(label=_("Room"), required=False)

    def __init__(self, *args: Any, rooms: Sequence[Room], tags: Sequence[str], **kwargs: Any) -> None:
        kwargs["auto_id"] = "filter_%s"
        super().__init__(*args, **kwargs)
        self.fields["tag"].choices = [("", _("All")), *((tag, tag) for tag in tags)]
        self.fields["room"].choices = [("", _("All")), *((str(room.pk), room.name) for room in rooms)]

    def wanted(self) -> Filter:
        """Return the filter; fields that say nothing known are left out."""
        self.is_valid()
        values = self.cleaned_data
        return Filter(
            text=values.get("q", ""),
            tag=values.get("tag", ""),
            format=values.get("format", ""),
            room=values.get("room", ""),
        )
