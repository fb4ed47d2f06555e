"""How forms look: labels, hints and errors tied to their fields, in the markup of KERN (A-30)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates


class KernBoundField(BoundField):
    """A field of a form that knows how KERN draws it."""

    @property
    def kind(self) -> str:
        """Return which markup the field takes: ``choices``, ``check``, ``select``, ``group`` or ``input``."""
        widget = self.field.widget
        if isinstance(widget, forms.RadioSelect):  # which CheckboxSelectMultiple is, too
            return "choices"
        if isinstance(widget, forms.CheckboxInput):
            return "check"
        if isinstance(widget, forms.Select) and not widget.allow_multiple_selected:
            return "select"
        return "group" if widget.use_fieldset else "input"

    @property
    def is_marked_optional(self) -> bool:
        """Tell whether the label says that the field may stay empty. A form that only filters need not say so."""
        return not self.field.required and getattr(self.form, "marks_optional", True)

    @property
    def checked_class(self) -> str:
        """Return the class of one option of a choice."""
        return "checkbox" if isinstance(self.field.widget, forms.CheckboxSelectMultiple) else "radio"

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Add KERN's classes, and the autocomplete token that a field for a mail address always has."""
        attrs = super().build_widget_attrs(attrs, widget)
        attrs["class"] = " ".join(filter(None, [self.field.widget.attrs.get("class"), *self._classes()]))
        if isinstance(self.field, forms.EmailField):
            attrs.setdefault("autocomplete", self.field.widget.attrs.get("autocomplete", "email"))
        return attrs

    def _classes(self) -> list[str]:
        base = {
            "choices": f"kern-form-check__{self.checked_class}",
            "check": "kern-form-check__checkbox",
            "select": "kern-form-input__select",
        }.get(self.kind, "kern-form-input__input")
        return [base, f"{base}--error"] if self.errors else [base]


class KernRenderer(DjangoTemplates):
    """Renders every form and field with the KERN templates of this app."""

    form_template_name = "ui/kern/form_fields.html"
    formset_template_name = "ui/kern/formset.html"
    field_template_name = "ui/kern/field.html"
    bound_field_class = KernBoundField
