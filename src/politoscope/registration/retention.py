"""How long an edition remembers who came. The counter of places stays: a number without names."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from politoscope.audit.forgetting import Action, Due, Rule, register
from politoscope.registration.models import AccessNeeds, Invitation, Registration


def forget_access_needs(due: Due) -> int:
    """Delete what people said they need."""
    return AccessNeeds.objects.filter(registration__edition=due.edition).delete()[0]


def forget_arrivals(due: Due) -> int:
    """Move every check-in to the end of the edition: that somebody came stays, when it was goes."""
    arrived = Registration.objects.filter(edition=due.edition, checked_in_at__isnull=False)
    return arrived.exclude(checked_in_at=due.ended_at).update(checked_in_at=due.ended_at)


def forget_invitations(due: Due) -> int:
    """Delete the links that were made for people and bodies."""
    return Invitation.objects.filter(edition=due.edition).delete()[0]


def forget_registrations(due: Due) -> int:
    """Delete the registrations with everything that hangs on them."""
    _all, by_model = Registration.objects.filter(edition=due.edition).delete()
    return by_model.get(Registration._meta.label, 0)


register(
    Rule(
        "registration.access_needs",
        _("What somebody needs to take part"),
        covers=("registration.AccessNeeds",),
        days=14,
        forget=forget_access_needs,
        shown_on="registration:access_needs",
        yields_to_hold=False,
    ),
    Rule(
        "registration.arrivals",
        _("When somebody was checked in; that they came stays with the registration"),
        covers=("registration.Registration.checked_in_at",),
        days=30,
        action=Action.REDUCE,
        forget=forget_arrivals,
        shown_on="registration:registrations",
    ),
    Rule(
        "registration.invitations",
        _("Whom the organisers invited, with the mail address they entered"),
        covers=("registration.Invitation",),
        days=30,
        forget=forget_invitations,
        shown_on="registration:invitations",
    ),
    Rule(
        "registration.registrations",
        _("Registrations: name, organisation, hashtags, ticket and consents"),
        covers=("registration.Registration", "registration.Consent"),
        days=180,
        forget=forget_registrations,
        shown_on="registration:mine",
    ),
)
