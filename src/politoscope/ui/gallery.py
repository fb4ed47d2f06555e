"""What the component page shows: one form in each state and a list long enough for pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from politoscope.ui.icons import KERN, OWN
from politoscope.ui.navigation import Item

MARKDOWN = """
# What we want to find out
People write *Markdown*: lists, [links](https://example.org) and quotes.

- What works?
- What does **not** work?

> Nobody reads the press release.
"""


class ExampleForm(forms.Form):
    """Holds every kind of field once."""

    title = forms.CharField(label=_("Title"), max_length=40, help_text=_("Short and clear; at most 40 characters."))
    email = forms.EmailField(label=_("Mail address"))
    text = forms.CharField(label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    format = forms.ChoiceField(
        label=_("Format"),
        choices=[("talk", _("Talk")), ("discussion", _("Discussion")), ("workshop", _("Workshop"))],
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("de", _("German")), ("en", _("English"))], widget=forms.RadioSelect
    )
    needs = forms.MultipleChoiceField(
        label=_("Needs"),
        required=False,
        choices=[("beamer", _("Projector")), ("quiet", _("Quiet")), ("step_free", _("Step-free"))],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What the room must have."),
    )
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=500, required=False)
    starts_at = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    picture = forms.FileField(label=_("File"), required=False)
    consent = forms.BooleanField(label=_("I agree to the rules of the house."))


def examples() -> dict[str, Any]:
    """Return the context of the component page."""
    wrong = {"title": "x" * 41, "email": "nobody", "format": "talk", "seats": "0"}
    return {
        "empty": ExampleForm(auto_id="empty_%s"),
        "wrong_example": ExampleForm(wrong, auto_id="wrong_%s"),
        "icons": sorted(KERN | OWN),
        "markdown_example": MARKDOWN,
        "starts_at": datetime(2023, 10, 19, 9, 0, tzinfo=UTC),
        "ends_at": datetime(2023, 10, 19, 9, 45, tzinfo=UTC),
        "page": Paginator(range(95), 10).page(5),
        "tabs": [
            Item(url="#tabs", label=_("Overview"), is_current=True),
            Item(url="#tables", label=_("Rooms"), is_current=False),
            Item(url="#forms", label=_("People"), is_current=False),
        ],
    }
