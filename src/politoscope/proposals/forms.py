from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from politoscope.editions.enums import Feature
from politoscope.editions.models import Edition
from politoscope.people.names import validate_line, validate_organisation
from politoscope.proposals.enums import CommentKind, Format, Language
from politoscope.proposals.models import MAX_ABSTRACT, MAX_TAGS, Proposal

LINE_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
"""What ends a line for word processors and old systems; here it becomes a plain line end."""
UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and marks that turn the direction of what follows on the page."""

NEEDS = [(feature.value, feature.label) for feature in Feature if feature != Feature.HEARING_LOOP]
LENGTHS = [(1, _("One slot")), (2, _("Two slots, for a workshop"))]


def seen(text: str) -> str:
    """Return the text with plain line ends.

    Raises ``ValidationError`` where something in it cannot be seen: nothing that was typed goes without a word.
    """
    text = LINE_BREAK.sub("\n", text)
    if found := UNSEEN.search(text):
        before = " ".join(text[: found.start()].split())[-30:]
        raise ValidationError(
            _("After “%(before)s” there is a character that cannot be seen. Please delete it.")
            if before
            else _("It begins with a character that cannot be seen. Please delete it."),
            code="unseen",
            params={"before": before},
        )
    return text


class TitleField(forms.CharField):
    """One line that says what a session is about."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=140, **options)

    def to_python(self, value: Any) -> str:
        """Join lines and runs of blanks."""
        return " ".join(seen(super().to_python(value) or "").split())


class TextField(forms.CharField):
    """Several lines of text."""

    def __init__(self, *, rows: int = 5, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)

    def to_python(self, value: Any) -> str:
        """Make line ends plain ones."""
        return seen(super().to_python(value) or "").strip()


class TagsField(forms.CharField):
    """Up to three words, however people separate them."""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        words = re.split(r"[,;\s]+", seen(super().to_python(value) or ""))
        return list(dict.fromkeys(word.lstrip("#") for word in words if word.lstrip("#")))

    def validate(self, value: Any) -> None:
        """Refuse a fourth tag and tags that nobody could read on a card."""
        if len(value) > MAX_TAGS:
            raise ValidationError(_("Please give at most three tags."))
        if any(len(tag) > 30 for tag in value):
            raise ValidationError(_("A tag is one short word of at most 30 characters."))

    def run_validators(self, value: Any) -> None:
        """The tags were checked one by one."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class ProposalForm(forms.Form):
    """A session somebody offers. Only the title is needed."""

    marks_optional = False  # the help says it once

    title = TitleField(
        label=_("What is your session called?"),
        help_text=_("A title is enough. Everything else can wait, or stay empty."),
    )
    abstract = TextField(
        label=_("What is it about?"),
        required=False,
        max_length=MAX_ABSTRACT,
        help_text=_("Two or three sentences. Markdown works."),
    )
    format = forms.ChoiceField(label=_("Format"), required=False, choices=[("", _("Open")), *Format.choices])
    tags = TagsField(label=_("Up to three tags"), required=False, help_text=_("For example: podcast, reach, team"))
    length_slots = forms.TypedChoiceField(
        label=_("Length"), choices=LENGTHS, coerce=int, empty_value="1", initial=1, required=False
    )
    needs = forms.MultipleChoiceField(
        label=_("What does the room need?"), required=False, choices=NEEDS, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language, initial=Language.GERMAN, required=False)
    present_from_at = forms.TypedChoiceField(label=_("I cannot start before"), required=False, empty_value=None)
    present_until_at = forms.TypedChoiceField(label=_("I must leave at"), required=False, empty_value=None)
    time_wish = forms.CharField(
        label=_("Anything else about the time"),
        required=False,
        max_length=200,
        validators=[validate_line],
        help_text=_("Only the crew reads this."),
    )
    is_confidential = forms.BooleanField(
        label=_("Confidential: no notes, no photos, nothing in the archive"), required=False
    )

    def __init__(self, *args: Any, edition: Edition, **options: Any) -> None:
        super().__init__(*args, **options)
        slots = sorted(edition.slots.all(), key=lambda slot: slot.starts_at)
        several_days = len({timezone.localtime(slot.starts_at).date() for slot in slots}) > 1
        for name, instants in (
            ("present_from_at", [slot.starts_at for slot in slots[1:]]),
            ("present_until_at", [slot.ends_at for slot in slots[:-1]]),
        ):
            self.fields[name].choices = [("", _("No matter"))] + [  # type: ignore[attr-defined]
                (instant.isoformat(), spell_instant(instant, several_days)) for instant in sorted(set(instants))
            ]
            self.fields[name].coerce = datetime.fromisoformat  # type: ignore[attr-defined]
            if not slots:
                del self.fields[name]

    def clean_length_slots(self) -> int:
        return int(self.cleaned_data["length_slots"])

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or Language.GERMAN

    def clean(self) -> dict[str, Any]:
        """Refuse hosts who leave before they come."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("present_from_at"), cleaned.get("present_until_at")
        if start and end and end <= start:
            self.add_error("present_until_at", _("This is before you can start. Please check both times."))
        return cleaned


def spell_instant(instant: datetime, with_day: bool) -> str:
    """Return a time of the day, with the day where there are several."""
    return date_format(timezone.localtime(instant), "D j. M, H:i" if with_day else "H:i")


def contents_of(proposal: Proposal) -> dict[str, Any]:
    """Return what a form shows of a proposal at first."""
    fields = (
        "title",
        "abstract",
        "format",
        "tags",
        "length_slots",
        "needs",
        "language",
        "time_wish",
        "is_confidential",
    )
    times = {
        name: instant.isoformat()
        for name in ("present_from_at", "present_until_at")
        if (instant := getattr(proposal, name)) is not None
    }
    return {name: getattr(proposal, name) for name in fields} | times


class QuickForm(forms.Form):
    """Two fields for somebody who stands at the desk: what, and who."""

    title = TitleField(label=_("Title"), widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}))
    host = forms.CharField(
        label=_("Who offers it?"),
        max_length=120,
        validators=[validate_organisation],
        help_text=_("Start typing: people who are registered appear. Any other name works too."),
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )


class WishForm(forms.Form):
    """A topic somebody would like to hear about."""

    title = TitleField(label=_("What are you looking for?"), help_text=_("For example: How do others handle trolls?"))
    abstract = TextField(label=_("Why is that interesting for you?"), required=False, max_length=600, rows=3)


class CommentForm(forms.Form):
    """A remark on a proposal, or an offer to help."""

    kind = forms.ChoiceField(
        label=_("What do you want to say?"),
        choices=CommentKind,
        initial=CommentKind.REMARK,
        widget=forms.RadioSelect,
    )
    text = TextField(label=_("Text"), max_length=1000, rows=3)


class HideForm(forms.Form):
    """Why a comment is taken off the page."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, validators=[validate_line], help_text=_("The author can read it.")
    )


class CohostForm(forms.Form):
    """Whom a host would like to offer the session with."""

    email = forms.EmailField(
        label=_("Mail address of the co-host"),
        help_text=_("Somebody who is registered for this barcamp. They are asked and count once they agree."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class SynonymsForm(forms.Form):
    """The list of words that mean the same, one group a line."""

    groups = TextField(
        label=_("Words that mean the same"),
        required=False,
        rows=12,
        max_length=8000,
        help_text=_("One group a line, for example: KI = künstliche Intelligenz = AI"),
    )

    def clean_groups(self) -> list[list[str]]:
        """Return the groups; a line with a single word says nothing."""
        groups = []
        for number, line in enumerate(self.cleaned_data["groups"].splitlines(), 1):
            words = [" ".join(word.split()) for word in re.split(r"[=,;]", line) if word.strip()]
            if len(words) == 1:
                raise ValidationError(
                    _("Line %(number)s has a single word. Write what means the same on one line, with = between."),
                    params={"number": number},
                )
            if words:
                groups.append(words)
        return groups
