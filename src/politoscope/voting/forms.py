from __future__ import annotations

import re
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from politoscope.editions.models import Edition
from politoscope.proposals.models import Proposal
from politoscope.voting.enums import CodeMode, Electorate, HandWord, Publication, RoundRule, Verdict

WHOLE = {"inputmode": "numeric", "autocomplete": "off"}
CODE = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class SlipForm(forms.Form):
    """The code on a slip."""

    slip = forms.CharField(
        label=_("Code on your slip"),
        max_length=80,
        help_text=_("Small or capital letters, with or without blanks."),
        widget=forms.TextInput(attrs={**CODE, "data-code": ""}),
    )


class BadgeForm(forms.Form):
    """The code on a badge, or on a slip, at a shared device."""

    code = forms.CharField(
        label=_("Code on the badge or slip"),
        max_length=80,
        help_text=_("Scan it, or type it with small or capital letters, with or without blanks."),
        widget=forms.TextInput(attrs={**CODE, "autofocus": True}),
    )


class OpenForm(forms.Form):
    """What is agreed before a round."""

    seats = forms.IntegerField(
        label=_("How many places are there?"),
        min_value=1,
        max_value=500,
        help_text=_("Rooms times slots, less those kept for late ideas. A workshop over two slots takes two."),
        widget=forms.NumberInput(attrs=WHOLE),
    )
    rule = forms.ChoiceField(label=_("How is it counted?"), choices=RoundRule, widget=forms.RadioSelect)
    quorum = forms.IntegerField(
        label=_("How many people must be interested at least?"),
        min_value=0,
        max_value=500,
        initial=5,
        help_text=_("Besides the hosts themselves. 0 for no limit."),
        widget=forms.NumberInput(attrs=WHOLE),
    )
    electorate = forms.ChoiceField(label=_("Who votes?"), choices=Electorate, widget=forms.RadioSelect)
    minutes = forms.IntegerField(
        label=_("Minutes until the close"),
        required=False,
        min_value=2,
        max_value=10_000,
        help_text=_("Then the round closes by itself; you can extend it before. Empty: you close it by hand."),
        widget=forms.NumberInput(attrs=WHOLE),
    )
    code_mode = forms.ChoiceField(label=_("What stands for a voter?"), choices=CodeMode, widget=forms.RadioSelect)
    publication = forms.ChoiceField(label=_("Who can recount it?"), choices=Publication, widget=forms.RadioSelect)
    has_dice = forms.BooleanField(label=_("Somebody from the audience rolls dice for ties"), required=False)
    is_hands_only = forms.BooleanField(
        label=_("Nobody votes by phone: show of hands only"),
        required=False,
        help_text=_("Then the majority decides; a balance for small groups is not possible."),
    )

    def __init__(self, *args: Any, edition: Edition, people: int = 0, **options: Any) -> None:
        super().__init__(*args, **options)
        cells = edition.rooms.count() * edition.slots.count()
        if people and cells:
            self.fields["quorum"].help_text = format_lazy(
                "{} {}",
                self.fields["quorum"].help_text,
                _("With %(people)s people and %(cells)s places, %(share)s people have a claim to one.")
                % {"people": people, "cells": cells, "share": ceil(people / cells)},
            )
        self.initial = {
            "seats": cells or None,
            "rule": RoundRule.SEQUENTIAL_PHRAGMEN,
            "electorate": Electorate.CHECKED_IN,
            "code_mode": CodeMode.ACCOUNT,
            "publication": Publication.LIST,
            **self.initial,
        }


class ExtendForm(forms.Form):
    """More time."""

    minutes = forms.TypedChoiceField(
        label=_("More time"),
        coerce=int,
        choices=[(2, _("2 minutes")), (5, _("5 minutes")), (10, _("10 minutes")), (60, _("1 hour"))],
        initial=5,
    )


class CloseForm(forms.Form):
    """The moderator's word that the room knew."""

    is_announced = forms.BooleanField(label=_("I announced the close in the room at least two minutes ago."))


class DiceForm(forms.Form):
    """What was rolled, digit by digit."""

    dice = forms.CharField(
        label=_("Dice"),
        required=False,
        max_length=40,
        help_text=_("At least six digits from 1 to 6, in the order in which they fell. Empty: without dice."),
        widget=forms.TextInput(attrs=WHOLE),
    )

    def clean_dice(self) -> str:
        """Refuse what nobody can have rolled."""
        dice = re.sub(r"[\s,;-]", "", self.cleaned_data["dice"])
        if dice and not re.fullmatch("[1-6]{6,40}", dice):
            raise ValidationError(_("Please enter at least six digits from 1 to 6, as they were rolled."))
        return dice


class SeatsForm(forms.Form):
    """A room won or lost."""

    seats = forms.IntegerField(label=_("Places"), min_value=1, max_value=500, widget=forms.NumberInput(attrs=WHOLE))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "id_round_%s"  # its page also holds the form that opens a round


class DecisionForm(forms.Form):
    """What the organiser decides on top of the result, and why."""

    verdict = forms.ChoiceField(choices=Verdict, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why?"), max_length=240, help_text=_("Everybody can read it."))


class PeopleForm(forms.Form):
    """How many people in the room have no ballot of their own."""

    people = forms.IntegerField(
        label=_("How many in the room have not voted by phone?"),
        min_value=0,
        max_value=5_000,
        help_text=_("Ask: “Who has NOT voted by phone and would like to?” and count once."),
        widget=forms.NumberInput(attrs=WHOLE),
    )


class HandsForm(forms.Form):
    """Hands for one proposal: a number or a word."""

    hands = forms.IntegerField(
        label=_("Hands"), required=False, min_value=0, max_value=5_000, widget=forms.NumberInput(attrs=WHOLE)
    )
    word = forms.ChoiceField(required=False, choices=[("", ""), *HandWord.choices], widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        cleaned = super().clean() or {}
        if cleaned.get("hands") is None and not cleaned.get("word"):
            raise ValidationError(_("Enter a number, or tap few, some or many."))
        return cleaned


class SlipsForm(forms.Form):
    """How many slips are printed."""

    size = forms.IntegerField(
        label=_("How many slips?"),
        min_value=1,
        max_value=2_000,
        help_text=_("As many as people are checked in. The number is announced, so that everybody can compare."),
        widget=forms.NumberInput(attrs=WHOLE),
    )


def minutes_from(now: datetime, minutes: int | None) -> datetime | None:
    """Return the closing time that so many minutes mean."""
    return None if minutes is None else now + timedelta(minutes=minutes)


class CheckForm(forms.Form):
    """The beginning of a check number."""

    number = forms.RegexField(
        label=_("Your check number"),
        regex=r"^[0-9a-f]{8,64}$",
        max_length=80,
        help_text=_("The first eight characters are enough."),
        error_messages={"invalid": _("A check number has at least eight characters: digits and letters from a to f.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.data:
            self.data = {"number": re.sub(r"\s", "", self.data.get("number", "")).lower()}


class MergeForm(forms.Form):
    """Which other proposal, and which of the two stays on the ballot."""

    other = forms.ModelChoiceField(
        label=_("Which proposal is it about the same?"),
        queryset=Proposal.objects.none(),
        empty_label=_("Please choose"),
    )
    keep = forms.ChoiceField(
        label=_("Which title stays?"),
        choices=[("this", _("This one")), ("other", _("The other one"))],
        initial="this",
        widget=forms.RadioSelect,
        help_text=_("Everybody who marked either of them counts, each person once."),
    )

    def __init__(
        self, *args: Any, proposal: Proposal, others: QuerySet[Proposal], similar: list[int], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["other"].queryset = others  # type: ignore[attr-defined]
        self.fields["other"].label_from_instance = lambda other: f"{other.number}: {other.title}"  # type: ignore[attr-defined]
        first = next((other for other in others if similar and other.number == similar[0]), None)
        self.initial = {"other": first, **self.initial}
        self.fields["keep"].choices = [("this", proposal.title), ("other", _("The other one"))]  # type: ignore[attr-defined]
