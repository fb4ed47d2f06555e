"""How long somebody is known here: as long as anything needs them, and a while longer if they signed in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import CASCADE, Exists, ManyToOneRel, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from politoscope.audit.forgetting import Due, Rule, register
from politoscope.people.models import Person

GOES_ALONG = frozenset({"account", "mail", "mfa", "people", "socialaccount", "usersessions"})
"""Apps whose rows about somebody are part of the account: sign-ins, passkeys, addresses, mails."""
NAME_STAYS: list[type[Model]] = []
"""Rows that show somebody's name for good, such as the hosts of sessions that took place."""


def keep_name(model: type[Model]) -> None:
    """Register rows that need nothing of a person but the name."""
    if model not in NAME_STAYS:
        NAME_STAYS.append(model)


def relations() -> Iterator[ManyToOneRel]:
    """Yield every relation whose rows would go with a person."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.on_delete is CASCADE:
            yield relation


def naming(relation: ManyToOneRel) -> Exists:
    """Return the condition that a row of a relation names the person of the outer query."""
    rows = relation.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")})
    return Exists(rows)


def nobody_needs(people: QuerySet[Person]) -> QuerySet[Person]:
    """Keep those on whom nothing hangs but the account itself, or a name that is to stay."""
    for relation in relations():
        model = relation.related_model
        if model._meta.app_label not in GOES_ALONG and model not in NAME_STAYS:
            people = people.filter(~naming(relation))
    return people.filter(is_staff=False)


def let_go(people: Iterable[Person]) -> int:
    """Delete people, and reduce to their name those whose name stays. Returns how many changed."""
    leaving = {person.pk for person in people}
    named = {
        pk
        for relation in relations()
        if relation.related_model in NAME_STAYS
        for pk in relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": leaving}).values_list(
            relation.field.attname, flat=True
        )
    }
    Person.objects.filter(pk__in=leaving - named).delete()
    return len(leaving - named) + reduce_to_name(named)


def reduce_to_name(people: set) -> int:
    """Take everything from people but their name: they can no longer be written to or sign in."""
    for relation in relations():
        if relation.related_model._meta.app_label in GOES_ALONG:
            relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": people}).delete()
    more_than_a_name = ~Q(email=None, organisation="", last_login=None)
    return Person.objects.filter(more_than_a_name, pk__in=people).update(
        email=None, mailbox=None, organisation="", last_login=None, language=settings.LANGUAGE_CODE
    )


def forget_accounts(due: Due) -> int:
    """Let those go who signed in long ago."""
    return let_go(nobody_needs(Person.objects.filter(last_login__lte=due.before)).select_for_update())


def forget_strangers(due: Due) -> int:
    """Let those go who were entered by others, or never came back for their code."""
    return let_go(nobody_needs(Person.objects.filter(last_login=None, created_at__lte=due.before)).select_for_update())


def forget_sign_ins(due: Due) -> int:
    """Delete the sign-ins that have ended, and what the list of devices still says of them."""
    return end_sign_ins(now=due.now)


def end_sign_ins(*, now: datetime) -> int:
    """Delete what has expired; returns how many rows went."""
    ended, _by_model = Session.objects.filter(expire_date__lte=now).delete()
    lasting = Session.objects.values("session_key")
    devices, _by_model = UserSession.objects.exclude(session_key__in=lasting).delete()
    return ended + devices


register(
    Rule(
        "people.strangers",
        _("People who never signed in, once nothing here needs them any more"),
        covers=("people.Person",),
        since=_("after they were entered"),
        days=2,
        forget=forget_strangers,
        is_of_edition=False,
        yields_to_hold=False,
    ),
    Rule(
        "people.sign_ins",
        _("Where somebody is signed in"),
        covers=("sessions.Session", "usersessions.UserSession"),
        since=_("after the sign-in"),
        days=settings.SESSION_COOKIE_AGE // 86_400,
        forget=forget_sign_ins,
        shown_on="usersessions_list",
        is_of_edition=False,
        yields_to_hold=False,
        is_fixed=True,
    ),
    Rule(
        "people.accounts",
        _("Accounts, once nothing here needs them any more; who hosted a session that took place keeps the name"),
        covers=(
            "people.Person",
            "account.EmailAddress",
            "account.EmailConfirmation",
            "mfa.Authenticator",
            "socialaccount.SocialAccount",
            "socialaccount.SocialToken",
        ),
        since=_("after the last sign-in"),
        days=365,
        forget=forget_accounts,
        shown_on="people:profile",
        is_of_edition=False,
        yields_to_hold=False,
    ),
)
