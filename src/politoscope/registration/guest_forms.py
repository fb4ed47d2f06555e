from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from politoscope.registration.guests import GUESTS_AT_ONCE, read_guests

LONGEST_LIST = 100_000
"""Characters, and bytes of a file: 500 lines of 200."""


class GuestListForm(forms.Form):
    """A list of addresses, pasted or as a file; what is in both is taken together."""

    addresses = forms.CharField(
        label=_("Addresses"),
        help_text=_("One person a line, with or without a name, as mail programs and spreadsheets copy it."),
        max_length=LONGEST_LIST,
        required=False,
        widget=forms.Textarea({"rows": 10, "autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("Or a CSV file"),
        help_text=_("A column with the addresses, and one with the names if you like. Up to 500 people at once."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".csv,.txt,text/csv,text/plain"}),
    )

    def clean_file(self) -> str:
        upload: UploadedFile | None = self.cleaned_data["file"]
        if upload is None:
            return ""
        if upload.size is None or upload.size > LONGEST_LIST:
            raise forms.ValidationError(_("This file is too large for a list of 500 addresses."))
        return _text_of(upload.read())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        guests = "\n".join(filter(None, [cleaned["addresses"].strip(), cleaned["file"].strip()]))
        number = len(read_guests(guests))
        if not number:
            self.add_error("addresses", _("Paste at least one address, or choose a file."))
        elif number > GUESTS_AT_ONCE:
            said = _("These are %(number)s people. Please invite at most %(most)s at once, and the others after them.")
            problem = forms.ValidationError(said, params={"number": number, "most": GUESTS_AT_ONCE})
            self.add_error("addresses", problem)
        return cleaned | {"guests": guests}


def _text_of(content: bytes) -> str:
    """Return the text of a file as spreadsheet programs save it: UTF-8, or the old encoding of Windows."""
    if b"\x00" in content:
        raise forms.ValidationError(_("This is no text. Save the table as CSV and choose that file."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
