from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm
from allauth.core import context, ratelimit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from politoscope.people.mailboxes import clean_address, mailbox_of
from politoscope.people.models import Person
from politoscope.ui.languages import OFFERED


class SignInForm(forms.Form):
    """The one form for signing in and signing up: a mail address.

    ``website`` is a trap: people do not see it, robots fill it in (A-31: no puzzle instead).
    """

    email = forms.EmailField(
        label=_("Mail address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email webauthn", "autocapitalize": "none", "spellcheck": "false"}),
    )
    website = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}))

    def clean_email(self) -> str:
        address = clean_address(self.cleaned_data["email"])
        try:
            mailbox = mailbox_of(address)
        except UnicodeError as problem:
            raise ValidationError(_("This is not a mail address. An example: name@example.org")) from problem
        if not ratelimit.consume(context.request, action="request_login_code", key=mailbox):
            raise get_adapter().validation_error("too_many_codes")
        return address

    @property
    def is_robot(self) -> bool:
        """Tell whether the trap snapped."""
        return bool(self.cleaned_data.get("website"))


class CodeForm(ConfirmLoginCodeForm):
    """The code from the mail; spaces and dashes do not matter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Code from the mail")
        field.max_length = 20
        field.error_messages["required"] = _("Type the six digits from the mail.")
        field.widget = forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "data-code": True, "maxlength": 20}
        )


class ProfileForm(forms.ModelForm):
    """What somebody says about themself."""

    language = forms.ChoiceField(
        label=_("Language of mails"), choices=[(language.code, language.name) for language in OFFERED]
    )

    class Meta:
        model = Person
        fields = ("name", "organisation", "language")
        widgets = {
            "name": forms.TextInput({"autocomplete": "name"}),
            "organisation": forms.TextInput({"autocomplete": "organization"}),
        }
