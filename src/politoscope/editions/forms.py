from __future__ import annotations

from datetime import date, time
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from politoscope.editions.dates import spell_date
from politoscope.editions.enums import Feature, ItemKind, Phase, Role
from politoscope.editions.instants import span_of
from politoscope.editions.models import Controller, Day, Edition, Institution, Link, ProgrammeItem, Room, Slot
from politoscope.editions.publishing import missing_for_publication
from politoscope.people.names import validate_line, validate_name

BY_DATES = "dates"
TIME_WIDGET = {"type": "time", "step": 300}


class CreateEditionForm(forms.ModelForm):
    """What a new edition needs to exist."""

    series = forms.CharField(
        label=_("Series"),
        help_text=_("The name that all editions share, such as Politoscope."),
        max_length=120,
        validators=[validate_line],
    )

    class Meta:
        model = Edition
        fields = ("title", "slug")
        help_texts = {"slug": _("The first part of all addresses, such as politoscope-2026. It stays.")}

    field_order = ["series", "title", "slug"]


class EditionForm(forms.ModelForm):
    """What an edition says about itself."""

    class Meta:
        model = Edition
        fields = (
            "title",
            "tagline_de",
            "tagline_en",
            "description_de",
            "description_en",
            "venue",
            "venue_address",
            "contact_email",
            "address_form",
            "time_zone",
            "is_published",
        )
        widgets = {
            "description_de": forms.Textarea({"rows": 8}),
            "description_en": forms.Textarea({"rows": 8}),
            "contact_email": forms.EmailInput({"autocomplete": "off"}),
        }
        help_texts = {
            "description_de": _("Markdown: empty lines make paragraphs, **bold**, lists with a dash."),
            "description_en": _("Markdown, as above."),
            "contact_email": _("Stands on every page and is where answers to our mails go."),
        }

    def clean_is_published(self) -> bool:
        is_published = self.cleaned_data["is_published"]
        if is_published and not self.instance.is_published:
            for sentence in missing_for_publication(self.instance):
                self.add_error("is_published", sentence)
        return is_published


class PartForm(forms.ModelForm):
    """A part of an edition. The instance carries the edition, so that names are compared within it."""

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        others = self._others().filter(name__iexact=name)
        if name and others.exists():
            raise ValidationError(gettext("This name is taken already. Choose another, so that nobody gets lost."))
        return name

    def _others(self) -> Any:
        return type(self.instance).objects.filter(edition=self.instance.edition_id).exclude(pk=self.instance.pk)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.instance.edition.time_zone)


class InstitutionForm(PartForm):
    url = forms.URLField(label=_("Web address"), required=False, assume_scheme="https", max_length=200)

    class Meta:
        model = Institution
        fields = ("name", "url")


class ControllerForm(PartForm):
    class Meta:
        model = Controller
        fields = ("name", "address", "email", "officer", "duties")
        widgets = {name: forms.Textarea({"rows": 3}) for name in ("address", "officer", "duties")}
        help_texts = {"officer": _("Name or office, and how to reach them.")}


class LinkForm(forms.ModelForm):
    url = forms.URLField(label=_("Web address"), assume_scheme="https", max_length=200)

    class Meta:
        model = Link
        fields = ("label", "url")


class DayForm(PartForm):
    class Meta:
        model = Day
        fields = ("date",)
        widgets = {"date": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}

    def clean_date(self) -> date:
        day = self.cleaned_data["date"]
        if self._others().filter(date=day).exists():
            raise ValidationError(gettext("This day is there already."))
        return day


class RoomForm(PartForm):
    features = forms.MultipleChoiceField(
        label=_("Equipment"), choices=Feature.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Room
        fields = ("name", "capacity", "features", "directions")
        help_texts = {"directions": _("For example: second floor, past the library.")}


class DayChoiceField(forms.ModelChoiceField):
    """A day of the edition, spelled out."""

    def label_from_instance(self, day: Day) -> str:
        return spell_date(day.date)


class TimedForm(PartForm):
    """Something with a day, a start and an end, entered as the clock on the wall shows them."""

    day = DayChoiceField(label=_("Day"), queryset=Day.objects.none(), empty_label=None)
    start = forms.TimeField(label=_("Start"), widget=forms.TimeInput(TIME_WIDGET, format="%H:%M"))
    end = forms.TimeField(label=_("End"), widget=forms.TimeInput(TIME_WIDGET, format="%H:%M"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = self.instance.edition.days.order_by("date")
        self.fields["day"].queryset = days  # type: ignore[attr-defined]
        if self.instance.starts_at:
            starts_at = self.instance.starts_at.astimezone(self.zone)
            self.initial["day"] = next((day.pk for day in days if day.date == starts_at.date()), None)
            self.initial["start"] = starts_at.time()
            self.initial["end"] = self.instance.ends_at.astimezone(self.zone).time()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start: time | None = cleaned.pop("start", None)
        end: time | None = cleaned.pop("end", None)
        if self.errors or start is None or end is None:
            return cleaned
        try:
            cleaned["starts_at"], cleaned["ends_at"] = span_of(cleaned["day"].date, start, end, self.zone)
        except ValidationError as problem:
            self.add_error("end", problem)
        return cleaned

    def _overlapping(self, rows: Any) -> Any:
        begins, ends = self.cleaned_data["starts_at"], self.cleaned_data["ends_at"]
        return rows.filter(starts_at__lt=ends, ends_at__gt=begins).order_by("starts_at").first()

    def _spelled(self, row: Any) -> str:
        begins, ends = row.starts_at.astimezone(self.zone), row.ends_at.astimezone(self.zone)
        return f"{row} ({begins:%H:%M}–{ends:%H:%M})" if getattr(row, "name", True) else f"{begins:%H:%M}–{ends:%H:%M}"


class SlotForm(TimedForm):
    class Meta:
        model = Slot
        fields = ("name",)
        help_texts = {"name": _("Optional, such as “Round 1”. Without a name the time stands for it.")}

    field_order = ["day", "start", "end", "name"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and (other := self._overlapping(self._others())):
            self.add_error("start", gettext("This overlaps with %(slot)s.") % {"slot": self._spelled(other)})
        return cleaned


class PeopleField(forms.CharField):
    """People, one a line: the name, and after a comma what they do."""

    widget = forms.Textarea({"rows": 3})

    def clean(self, value: Any) -> list[tuple[str, str]]:
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        pairs = [tuple(part.strip() for part in line.partition(",")[::2]) for line in lines]
        if any(len(name) > 120 or len(role) > 80 for name, role in pairs):
            raise ValidationError(gettext("A name has 120 characters at most, what somebody does 80."))
        for name, role in pairs:
            validate_name(name)
            validate_line(role)
        return [(name, role) for name, role in pairs]


class ProgrammeItemForm(TimedForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=ItemKind.choices)
    people = PeopleField(
        label=_("People"),
        help_text=_("One a line, after a comma what they do: Pia Lamberty, panel"),
        max_length=4000,
        required=False,
    )

    class Meta:
        model = ProgrammeItem
        fields = ("kind", "title", "abstract", "room")
        labels = {"room": _("Room")}
        widgets = {"abstract": forms.Textarea({"rows": 4})}

    field_order = ["kind", "title", "people", "day", "start", "end", "room", "abstract"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        room = self.fields["room"]
        room.queryset = self.instance.edition.rooms.order_by("position", "name")  # type: ignore[attr-defined]
        room.empty_label = gettext("Everywhere")  # type: ignore[attr-defined]
        if not self.instance._state.adding:
            people = self.instance.people.order_by("position", "pk")
            self.initial["people"] = "\n".join(", ".join(filter(None, (row.name, row.part))) for row in people)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        room = cleaned.get("room")
        if not self.errors and room and (other := self._overlapping(self._others().filter(room=room))):
            said = gettext("In this room there is %(item)s at that time.")
            self.add_error("start", said % {"item": self._spelled(other)})
        cleaned.pop("day", None)
        return cleaned


class PhaseSwitchForm(forms.Form):
    """The phase, by hand or by the dates."""

    phase = forms.ChoiceField(
        label=_("Phase"),
        choices=[(BY_DATES, _("By the dates below")), *Phase.choices],
        widget=forms.RadioSelect,
    )

    def clean_phase(self) -> str:
        return "" if self.cleaned_data["phase"] == BY_DATES else self.cleaned_data["phase"]


class PhaseStartsForm(forms.Form):
    """When each phase begins by itself, in the order of the phases."""

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        kwargs["initial"] = {start.phase: start.starts_at for start in edition.phase_starts.all()}
        super().__init__(*args, **kwargs)
        for phase in list(Phase)[1:]:
            self.fields[phase] = forms.DateTimeField(
                label=phase.label,
                required=False,
                widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        dated = [(phase, cleaned[phase]) for phase in list(Phase)[1:] if cleaned.get(phase)]
        for (before, begins), (phase, follows) in pairwise(dated):
            if follows < begins:
                said = gettext("This phase cannot begin before “%(phase)s”.") % {"phase": before.label}
                self.add_error(phase, said)
        return cleaned


class GrantForm(forms.Form):
    """Somebody for the team."""

    email = forms.EmailField(label=_("Mail address"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
