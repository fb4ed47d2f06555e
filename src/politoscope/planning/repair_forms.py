"""Forms of the repairs. Each knows the command that it asks for; views call it, for a preview or in earnest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from politoscope.editions.enums import Feature
from politoscope.editions.models import Edition, ProgrammeItem, Room, Slot
from politoscope.people.models import Person
from politoscope.planning import services
from politoscope.planning.forms import OneOfField, RoomField, SlotField
from politoscope.planning.positions import Frame
from politoscope.planning.words import day_and_clock
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Proposal

Command = Callable[[], Any]


class RepairForm(forms.Form):
    """Something that went wrong. ``code`` names it in the address."""

    fields: dict[str, Any]
    code = ""
    title: Any = ""
    hint: Any = ""
    submit: Any = _("Show what changes")

    def __init__(self, *args: Any, edition: Edition, frame: Frame, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition, self.frame, self.now = edition, frame, now
        self.ahead = [slot for slot in frame.slots if slot.ends_at > now] or list(frame.slots)
        self.prepare()

    def prepare(self) -> None:
        """Fill the choices."""

    def slots(self) -> Any:
        """Return the slots of the edition by time."""
        return self.edition.slots.order_by("starts_at")

    def command(self, actor: Person) -> Command:
        """Return what carries the repair out. The form is valid."""
        raise NotImplementedError

    def _command(self, service: Callable[..., Any], actor: Person, **values: Any) -> Command:
        return partial(service, edition=self.edition, actor=actor, now=self.now, **values)


class LoseRoomForm(RepairForm):
    """A room cannot be used any more."""

    code = "room-lost"
    title = _("A room is gone")
    hint = _("Its sessions move to where they cost the least. What already took place stays.")
    room = RoomField(Room.objects.none(), label=_("Room"))
    from_slot = SlotField(Slot.objects.none(), label=_("From this slot on"))

    def prepare(self) -> None:
        self.fields["room"].queryset = self.edition.rooms.order_by("position", "name")
        self.fields["from_slot"].queryset = self.slots()
        self.fields["from_slot"].initial = self.ahead[0] if self.ahead else None

    def command(self, actor: Person) -> Command:
        values = self.cleaned_data
        return self._command(services.lose_room, actor, room=values["room"], starts_at=values["from_slot"].starts_at)


class OpenRoomForm(RepairForm):
    """One more room."""

    code = "room-added"
    title = _("One more room")
    hint = _("Sessions that wait get a place in it, and nothing else moves.")
    name = forms.CharField(label=_("Name"), max_length=60)
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=10_000)
    features = forms.MultipleChoiceField(
        label=_("Equipment"), choices=Feature, required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if self.edition.rooms.filter(name=name).exists():
            raise forms.ValidationError(_("There is a room of this name already. Choose another one."))
        return name

    def command(self, actor: Person) -> Command:
        return self._command(services.open_room, actor, **self.cleaned_data)


class ShiftForm(RepairForm):
    """Everything later, or earlier."""

    code = "shift"
    title = _("Everything later")
    hint = _("All that begins at the chosen time or after it moves; every session keeps its slot and room.")
    minutes = forms.IntegerField(
        label=_("Minutes"), initial=10, help_text=_("A negative number means earlier."), min_value=-240, max_value=240
    )
    starts_at = forms.ChoiceField(label=_("From here on"))

    def prepare(self) -> None:
        rows: list[Any] = [*self.frame.slots, *self.edition.programme_items.all()]
        starts = sorted({row.starts_at for row in rows})
        self.fields["starts_at"].choices = [(start.isoformat(), day_and_clock(start)) for start in starts]
        ahead = [start for start in starts if start > self.now]
        self.fields["starts_at"].initial = ahead[0].isoformat() if ahead else None

    def clean_minutes(self) -> int:
        minutes = self.cleaned_data["minutes"]
        if minutes == 0:
            raise forms.ValidationError(_("Enter by how many minutes, such as 10."))
        return minutes

    def command(self, actor: Person) -> Command:
        starts_at = datetime.fromisoformat(self.cleaned_data["starts_at"])
        return self._command(services.shift_programme, actor, minutes=self.cleaned_data["minutes"], starts_at=starts_at)


class ShortenForm(RepairForm):
    """A slot of another length."""

    code = "slot-length"
    title = _("A slot becomes shorter or longer")
    hint = _("What comes after it stays where it is.")
    slot = SlotField(Slot.objects.none(), label=_("Slot"))
    minutes = forms.IntegerField(label=_("It lasts (minutes)"), initial=30, min_value=10, max_value=240)

    def prepare(self) -> None:
        self.fields["slot"].queryset = self.slots()
        self.fields["slot"].initial = self.ahead[0] if self.ahead else None

    def command(self, actor: Person) -> Command:
        return self._command(services.shorten_slot, actor, **self.cleaned_data)


class MoveItemForm(RepairForm):
    """Lunch at another time."""

    code = "lunch"
    title = _("Lunch or another item moves")
    hint = _("It takes place before the chosen slot; the slots in between make room.")
    item = OneOfField(ProgrammeItem.objects.none(), label=_("Programme item"))
    before = SlotField(Slot.objects.none(), label=_("Before this slot"))

    def prepare(self) -> None:
        self.fields["item"].queryset = self.edition.programme_items.order_by("starts_at")
        self.fields["before"].queryset = self.slots()

    def command(self, actor: Person) -> Command:
        return self._command(services.move_item, actor, **self.cleaned_data)


class MissHostForm(RepairForm):
    """Somebody is not there."""

    code = "host-away"
    title = _("A host is not there")
    hint = _("Their sessions move to a slot when they are there, or to the parking lot.")
    person = OneOfField(Person.objects.none(), label=_("Who"))
    from_slot = SlotField(Slot.objects.none(), label=_("From this slot on"))
    until_slot = SlotField(
        Slot.objects.none(), label=_("Up to this slot"), required=False, help_text=_("None: for the rest of the day.")
    )

    def prepare(self) -> None:
        proposals = Proposal.objects.filter(edition=self.edition, status=ProposalStatus.ACCEPTED)
        hosts = Person.objects.filter(hosted__proposal__in=proposals, hosted__agreed_at__isnull=False)
        self.fields["person"].queryset = hosts.distinct().order_by("name")
        self.fields["from_slot"].queryset = self.fields["until_slot"].queryset = self.slots()
        self.fields["from_slot"].initial = self.ahead[0] if self.ahead else None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("from_slot"), values.get("until_slot")
        if first and last and last.starts_at < first.starts_at:
            self.add_error("until_slot", _("This slot is before the first one. Choose a later one."))
        return values

    def command(self, actor: Person) -> Command:
        values = self.cleaned_data
        last = values["until_slot"] or max(self.frame.slots, key=lambda slot: slot.ends_at)
        return self._command(
            services.miss_host,
            actor,
            person=values["person"],
            starts_at=values["from_slot"].starts_at,
            ends_at=last.ends_at,
        )


class SessionRepairForm(RepairForm):
    """Something about one session."""

    def __init__(self, *args: Any, proposal: Proposal, occurrence: int, **kwargs: Any) -> None:
        self.proposal, self.occurrence = proposal, occurrence
        super().__init__(*args, **kwargs)


class RepeatForm(SessionRepairForm):
    code = "repeat"
    title = _("Repeat it")
    hint = _("It takes place once more, where that costs the least.")

    def command(self, actor: Person) -> Command:
        return self._command(services.repeat_session, actor, proposal=self.proposal)


class SplitForm(SessionRepairForm):
    code = "split"
    title = _("Two parts")
    hint = _("Part 1 stays, part 2 gets a slot of its own.")

    def command(self, actor: Person) -> Command:
        return self._command(services.split_session, actor, proposal=self.proposal)


class ResizeForm(SessionRepairForm):
    code = "length"
    title = _("Another length")
    hint = _("It stays where it is if there is room.")
    length_slots = forms.TypedChoiceField(
        label=_("It lasts"), coerce=int, choices=[(2, _("two slots (about 90 minutes)")), (1, _("one slot"))]
    )

    def command(self, actor: Person) -> Command:
        values = {"proposal": self.proposal, "occurrence": self.occurrence}
        return self._command(services.resize_session, actor, **values, **self.cleaned_data)


class MergeForm(SessionRepairForm):
    code = "merge"
    title = _("Merge another session into it")
    hint = _("Both hosts have agreed. The other session leaves the plan, and its supporters count here.")
    merged = OneOfField(Proposal.objects.none(), label=_("The other session"))

    def prepare(self) -> None:
        others = Proposal.objects.filter(edition=self.edition, status=ProposalStatus.ACCEPTED)
        self.fields["merged"].queryset = others.exclude(pk=self.proposal.pk).order_by("title")

    def command(self, actor: Person) -> Command:
        return self._command(services.merge_sessions, actor, kept=self.proposal, **self.cleaned_data)


class CancelForm(SessionRepairForm):
    code = "cancel"
    title = _("It does not take place")
    hint = _("The session is withdrawn and its cell becomes free. Who starred it is told with the next revision.")

    def command(self, actor: Person) -> Command:
        return self._command(services.cancel_session, actor, proposal=self.proposal)


PLAN_REPAIRS = {
    form.code: form for form in (ShiftForm, LoseRoomForm, OpenRoomForm, MoveItemForm, ShortenForm, MissHostForm)
}
SESSION_REPAIRS = {form.code: form for form in (RepeatForm, ResizeForm, SplitForm, MergeForm, CancelForm)}
