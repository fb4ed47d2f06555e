"""How strongly somebody is signed in."""

from __future__ import annotations

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from politoscope.people.viewers import viewer_of


def has_second_factor(request: HttpRequest) -> bool:
    """Tell whether this sign-in used a passkey, or single sign-on at the required strength (S-02)."""
    for method in get_authentication_records(request, viewer_of(request)):
        if method.get("method") == "mfa":
            return True
        if method.get("method") == "socialaccount" and settings.OIDC_STAFF_ACR:
            return request.session.get("oidc_acr") == settings.OIDC_STAFF_ACR
    return False
