"""Where somebody has an account on Mastodon."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SERVER = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


class ShareForm(forms.Form):
    """Asks for the server; the link to it is made from nothing else."""

    server = forms.CharField(
        label=_("Your server"),
        max_length=253,
        help_text=_("For example social.bund.de"),
        widget=forms.TextInput({"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean_server(self) -> str:
        """Return the name of the server alone, from an address or an account, too."""
        address = self.cleaned_data["server"].strip().lower().removeprefix("https://")
        name = address.split("/")[0].rpartition("@")[2]
        try:
            name = name.encode("idna").decode()
        except UnicodeError:
            name = ""
        if not SERVER.fullmatch(name):
            raise ValidationError(_("Enter the name of a server, such as social.bund.de."))
        return name
