"""Signing in with a mailed code: django-allauth's process, made one for people we know and people we do not.

The same form, page, mail and time whoever asks (S-03): who is not known yet becomes a person when the code comes
back, so that a typed address alone leaves nothing in the database. The code lives in the browser session that asked
for it (bound to the request), for ten minutes, for one sign-in (S-01).
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from politoscope.mail.services import queue_mail
from politoscope.people.confirmation import confirm_address
from politoscope.people.models import Person
from politoscope.people.services import find_or_create_person


class SignInProcess(LoginCodeVerificationProcess):
    """One request for a code, from the typed address to the sign-in."""

    @classmethod
    def begin(cls, request: HttpRequest, *, address: str, next_url: str | None, is_robot: bool = False) -> None:
        """Send a code to whoever reads ``address`` and remember in this browser session what was sent.

        Mail goes to the address stored for the mailbox. A robot (S-06) gets the same answer and no mail.
        """
        person = Person.objects.with_mailbox(address)
        login = Login(user=person, email=address, redirect_url=next_url)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=person, email=address), initiated_by_user=True)
        process = cls(stage)
        if not is_robot:
            process.send()
        process.persist()

    @classmethod
    def pending(cls, request: HttpRequest) -> SignInProcess | None:
        """Return what this browser session waits for; nothing when it did not ask or the time is over."""
        stage = LoginStageController.enter(request, LoginByCodeStage.key)
        return cls(stage).abort_if_invalid() if stage else None

    @property
    def address(self) -> str:
        """Return the address as it was typed."""
        return self.state["email"]

    def send(self, skip_enumeration_mails: bool = False) -> None:
        """Mail a fresh code, in the language of the page it was asked for on."""
        code = self.generate_code()
        queue_mail(
            template="people/mail/sign_in",
            to=self.user or self.address,
            edition=None,
            context={"code": get_adapter().spell_code(code), "link": link_with(code)},
            key=f"sign-in:{uuid.uuid4()}",
            is_secret=True,
            lifetime=timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
            language=get_language() or settings.LANGUAGE_CODE,
            now=timezone.now(),
        )

    def finish(self, redirect_url: str | None = None) -> HttpResponse:
        """Sign in with the right code; who is new becomes a person now."""
        if self.user is None:
            language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
            self._user = find_or_create_person(email=self.address, language=language, now=timezone.now())
        self.state["email"] = self.user.email
        confirm_address(self.user)
        return super().finish(redirect_url or self.stage.login.redirect_url)


def link_with(code: str) -> str:
    """Return the link of the mail. The code is its fragment: no server, log or referrer ever sees it (14.2.1)."""
    return f"{settings.SITE_ORIGIN}{reverse('account_confirm_login_code')}#{code}"


def sign_in_context(request: HttpRequest) -> dict[str, Any]:
    """Return what the sign-in offers besides the code: single sign-on, where it is set up."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return {"single_sign_on": apps}
