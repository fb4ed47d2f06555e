from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from politoscope.people.models import Person
from politoscope.people.names import validate_name, validate_organisation
from politoscope.registration.enums import OrganisationType, Purpose, RegistrationStatus
from politoscope.registration.hashtags import HASHTAG, HASHTAGS_AT_MOST, LONGEST_HASHTAG, clean_hashtags
from politoscope.registration.models import Registration
from politoscope.registration.wordings import WORDINGS

KIND_NEEDED = _("Please say which kind of organisation you come from: each has a number of places.")


class HashtagsField(forms.CharField):
    """Up to three hashtags in one line, with or without ``#``."""

    def clean(self, value: Any) -> list[str]:
        words = re.split(r"[\s,;]+", str(super().clean(value)).strip(" ,;"))
        words = [word for word in words if word.strip("#")]
        if len(words) > HASHTAGS_AT_MOST:
            raise forms.ValidationError(_("Three hashtags at most. Take out what matters least."))
        if any(len(word.lstrip("#")) > LONGEST_HASHTAG for word in words):
            raise forms.ValidationError(_("A hashtag has 30 characters at most."))
        if odd := [word for word in words if not HASHTAG.fullmatch(word)]:
            said = _("A hashtag has letters, digits, _ and - only. Please change: %(words)s")
            raise forms.ValidationError(said, params={"words": " ".join(odd)})
        return clean_hashtags(words)

    def prepare_value(self, value: Any) -> Any:
        return " ".join(f"#{word}" for word in value) if isinstance(value, list) else value


class ConsentForm(forms.Form):
    """One unticked box per purpose; none of them is needed to take part."""

    consents = forms.MultipleChoiceField(
        label=_("What you agree to"),
        help_text=_("Nothing of this is needed to take part. You can change it at any time."),
        choices=[(purpose, wording.text) for purpose, wording in WORDINGS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean_consents(self) -> frozenset[Purpose]:
        return frozenset(Purpose(value) for value in self.cleaned_data["consents"])


class RegistrationForm(ConsentForm):
    """The details of a registration. Only the name is needed."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As it should stand on the badge."),
        max_length=120,
        validators=[validate_name],
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=160,
        required=False,
        validators=[validate_organisation],
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    organisation_type = forms.ChoiceField(
        label=_("Kind of organisation"), choices=[("", _("No answer")), *OrganisationType.choices], required=False
    )
    hashtags = HashtagsField(
        label=_("Three hashtags about you"),
        help_text=_("For the introduction round, for example: #podcast #crisis #mastodon"),
        max_length=120,
        required=False,
    )
    access_needs = forms.CharField(
        label=_("What you need to take part"),
        help_text=_("For example induction loop, interpreter, step-free, companion. Only the organisers read it."),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    field_order = ["name", "organisation", "organisation_type", "hashtags", "access_needs", "consents"]

    def __init__(self, *args: Any, needs_kind: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_kind:
            kind = self.fields["organisation_type"]
            kind.required = True
            kind.help_text = _("Each kind of organisation has a number of places.")
            kind.error_messages["required"] = KIND_NEEDED


def initial_details(person: Person, registration: Registration | None) -> dict[str, Any]:
    """Return what the form begins with: the registration that stands, else what the profile knows. Two queries."""
    if registration is None:
        return {"name": person.name, "organisation": person.organisation}
    needs = getattr(registration, "access_needs", None)
    return {
        "name": registration.name,
        "organisation": registration.organisation,
        "organisation_type": registration.organisation_type,
        "hashtags": registration.hashtags,
        "access_needs": needs.text if needs else "",
        "consents": sorted(registration.consents.filter(withdrawn_at=None).values_list("purpose", flat=True)),
    }


class WalkInForm(forms.Form):
    """Somebody who stands at the desk and is not on the list."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        validators=[validate_name],
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=160,
        required=False,
        validators=[validate_organisation],
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("Mail address"),
        help_text=_("Only with an address can they sign in and vote on their own phone."),
        required=False,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )


class SubstituteForm(WalkInForm):
    """Who comes instead, as somebody enters it who cannot come."""

    name = forms.CharField(
        label=_("Name of the colleague"),
        max_length=120,
        validators=[validate_name],
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("Their mail address"),
        help_text=_("They get the ticket there, and can sign in and vote with it."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    field_order = ["name", "email", "organisation"]


class InvitationForm(forms.Form):
    """A link to register with."""

    label = forms.CharField(
        label=_("For whom"),
        help_text=_("A person or a body, such as the press office of a city. Those invited read it."),
        max_length=160,
        validators=[validate_organisation],
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("Mail address"),
        help_text=_("The link goes there. Leave it empty to pass the link on yourself."),
        required=False,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    places = forms.IntegerField(label=_("For how many people"), min_value=1, max_value=1000, initial=1)


class PlacesForm(forms.Form):
    """How many may come, in all and of each kind of organisation."""

    places = forms.IntegerField(
        label=_("Places in all"),
        help_text=_("Leave it empty when as many may come as like to."),
        min_value=1,
        max_value=100_000,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in OrganisationType.choices:
            self.fields[quota_field(kind)] = forms.IntegerField(
                label=format_lazy(_("Of these for: {kind}"), kind=label), min_value=0, max_value=100_000, required=False
            )

    def quotas(self) -> dict[str, int | None]:
        """Return what was entered for each kind of organisation."""
        return {kind: self.cleaned_data[quota_field(kind)] for kind in OrganisationType.values}


def quota_field(kind: str) -> str:
    """Return the name of the field for the quota of a kind of organisation."""
    return f"quota_{kind}"


class RegistrationFilterForm(forms.Form):
    """What the list of registrations is narrowed to. An unknown word narrows nothing."""

    marks_optional = False
    q = forms.CharField(
        label=_("Name or organisation"),
        required=False,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[("", _("All")), *RegistrationStatus.choices, ("arrived", _("Checked in"))],
        required=False,
    )
