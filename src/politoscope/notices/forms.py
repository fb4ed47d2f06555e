from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from politoscope.notices.enums import Conformity, Method
from politoscope.notices.models import BarrierReport, OwnText, RetentionHold, Statement
from politoscope.notices.presets import PRESETS
from politoscope.people.names import validate_name


class StatementForm(forms.ModelForm):
    """What the accessibility statement says; the sections around it are there already."""

    presets = forms.MultipleChoiceField(
        label=_("Which law applies"),
        help_text=_("A joint edition chooses several and names all the bodies one can turn to."),
        choices=[(preset.code, preset.label) for preset in PRESETS.values()],
        widget=forms.CheckboxSelectMultiple,
    )
    conformity = forms.ChoiceField(
        label=_("How far the pages are accessible"), choices=Conformity.choices, widget=forms.RadioSelect
    )
    method = forms.ChoiceField(label=_("How this was found out"), choices=Method.choices, widget=forms.RadioSelect)

    class Meta:
        model = Statement
        fields = ("presets", "are_bodies_checked", "conformity", "gaps_de", "gaps_en", "method", "tested_on")
        widgets = {
            "gaps_de": forms.Textarea({"rows": 8}),
            "gaps_en": forms.Textarea({"rows": 8}),
            "tested_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "are_bodies_checked": _("Until then the page names the bodies without links, and says so."),
            "gaps_de": _("For each: what it is, why it is so, and what one can do instead. Markdown."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        has_gaps = cleaned.get("gaps_de") or cleaned.get("gaps_en")
        if cleaned.get("conformity") == Conformity.PARTIAL and not has_gaps and "gaps_de" not in self.errors:
            self.add_error("gaps_de", _("Name at least one gap, or say that nothing is missing."))
        return cleaned


class OwnTextForm(forms.ModelForm):
    """A text of the organisers' own."""

    class Meta:
        model = OwnText
        fields = ("text_de", "text_en")
        widgets = {"text_de": forms.Textarea({"rows": 12}), "text_en": forms.Textarea({"rows": 12})}
        help_texts = {"text_de": _("Markdown: empty lines make paragraphs, **bold**, lists with a dash.")}


class HoldForm(forms.ModelForm):
    """Why nothing may go for the time being."""

    class Meta:
        model = RetentionHold
        fields = ("reason",)
        help_texts = {"reason": _("Everybody reads it on the privacy page. Name no person.")}


class ReportForm(forms.ModelForm):
    """A barrier somebody met. ``website`` is a trap: people do not see it, robots fill it in (A-31)."""

    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=120,
        validators=[validate_name],
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    website = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}))

    class Meta:
        model = BarrierReport
        fields = ("text", "page", "name", "email")
        widgets = {"text": forms.Textarea({"rows": 6}), "email": forms.EmailInput({"autocomplete": "email"})}
        help_texts = {
            "page": _("Its address or its name. Leave it empty if you do not know."),
            "email": _("Only if you would like an answer."),
        }

    field_order = ["text", "page", "name", "email"]

    @property
    def is_robot(self) -> bool:
        """Tell whether the trap snapped."""
        return bool(self.cleaned_data.get("website"))

    @property
    def report(self) -> dict[str, str]:
        """Return what was reported, without the trap."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
