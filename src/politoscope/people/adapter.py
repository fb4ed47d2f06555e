"""How django-allauth fits this site: our words, our outbox, and no network address kept."""

from __future__ import annotations

import ipaddress
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from politoscope.audit.limits import sender_key
from politoscope.people.confirmation import confirm_address
from politoscope.people.devices import forget_sender
from politoscope.people.mailboxes import clean_address, mailbox_of
from politoscope.people.models import Person
from politoscope.people.names import clean_line

CODE_DIGITS = 6


class AccountAdapter(DefaultAccountAdapter):
    """Codes of six digits, words of ours, pseudonyms instead of network addresses."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is locked. Please write to the organisers."),
        "incorrect_code": _("This code does not match. Compare it with the newest mail, or ask for a new one."),
        "too_many_login_attempts": _("That was wrong too often. Please ask for a new code."),
        "too_many_codes": _("We have sent several codes to this address already. Please wait ten minutes."),
        "rate_limited": _("That was too much at once. Please wait a moment."),
    }

    def generate_login_code(self) -> str:
        return "".join(secrets.choice("0123456789") for _digit in range(CODE_DIGITS))

    generate_email_verification_code = generate_login_code

    def spell_code(self, code: str) -> str:
        """Return the code in two halves, as one reads and types it."""
        return f"{code[:3]} {code[3:]}"

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return a pseudonym of the day in the form of an address: limits count by it for minutes, and nobody can
        tell who it was (P-12)."""
        return str(ipaddress.IPv6Address(int("fd" + sender_key(request)[:30], 16)))

    def post_login(self, request: HttpRequest, user: Any, **details: Any) -> HttpResponse:
        """Go on after the sign-in; the list of devices keeps no trace of the sender."""
        response = super().post_login(request, user, **details)
        forget_sender(request)
        return response

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        """Offer the passkey before the recovery codes."""
        methods = super().get_reauthentication_methods(user)
        return sorted(methods, key=lambda method: method["id"] != "mfa_reauthenticate:webauthn")

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names; a new person gets the key of the mailbox instead."""
        user.email = clean_address(user.email) if user.email else None
        user.mailbox = mailbox_of(user.email) if user.email else None


class MfaAdapter(DefaultMFAAdapter):
    """Passkeys under our name."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That did not work. Please try again."),
        "unverified_email": _("Please sign in once with a code by mail first; then a passkey can be added."),
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Politoscope"}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        number = user.authenticator_set.filter(type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on leads to the same person as the mailed code, if the provider vouches for the very address.

    An alias is not enough here: with a code the mail proves who reads it, a provider only knows what it was told.
    """

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        request.session["oidc_acr"] = acr_of(sociallogin.account.extra_data)
        person = Person.objects.with_mailbox(sociallogin.user.email) if sociallogin.user.email else None
        if sociallogin.is_existing or person is None:
            return
        if not any(
            address.verified and is_address_of(person, address.email) for address in sociallogin.email_addresses
        ):
            messages.error(
                request, gettext("Please sign in with a code by mail: your provider has not checked your address.")
            )
            raise ImmediateHttpResponse(redirect("account_login"))
        confirm_address(person)
        sociallogin.connect(request, person)

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        user = super().populate_user(request, sociallogin, data)
        name = data.get("name") or f"{data.get('first_name') or ''} {data.get('last_name') or ''}"
        user.name = clean_line(name)[:120]
        return user


def is_address_of(person: Person, address: str) -> bool:
    """Tell whether mail to a person goes to this address."""
    return clean_address(address) == person.email


def acr_of(extra_data: dict[str, Any]) -> str:
    """Return how strongly the provider says somebody signed in (OpenID Connect Core, section 2: acr)."""
    return str(extra_data.get("id_token", {}).get("acr", ""))
