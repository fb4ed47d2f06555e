"""Forms for how an edition looks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from politoscope.editions.enums import Accent
from politoscope.editions.models import Edition
from politoscope.editions.pictures import Logo, read_logo
from politoscope.people.names import validate_line


class AccentForm(forms.ModelForm):
    """The colours of an edition, from a list whose contrasts are known to be good."""

    accent = forms.ChoiceField(
        label=_("Colours"),
        help_text=_("Every choice is legible in light and dark; the contrasts are tested."),
        choices=[("", _("Neutral (blue)")), *Accent.choices],
        widget=forms.RadioSelect,
        required=False,
    )

    class Meta:
        model = Edition
        fields = ("accent",)


class LogoForm(forms.Form):
    """A logo for the header."""

    name = forms.CharField(
        label=_("Whose logo is it?"),
        help_text=_("Screen readers say this instead of the picture."),
        max_length=120,
        validators=[validate_line],
    )
    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("PNG, JPEG or WebP, up to 2 MB. It is scaled down. Make sure that you may use it."),
        widget=forms.ClearableFileInput({"accept": "image/png,image/jpeg,image/webp"}),
    )

    def clean_picture(self) -> Logo:
        upload: Any = self.cleaned_data["picture"]
        return read_logo(upload)
