"""What a name, a title and any other single line may hold. Names stand in mails, on badges and in calendars, so a web
address or a line break in one would let strangers write mails in our name (mail abuse, header and iCal injection)."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NOT_IN_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters, line breaks in every form, and marks that turn the direction of what follows."""

WEB_ADDRESS = re.compile(r"://|\bwww\.|\w\.[a-z]{2,}(?::\d+)?/", re.IGNORECASE)
ENDINGS = "app|at|biz|ch|click|cn|com|co|de|dev|eu|gov|info|io|link|me|net|online|org|ru|shop|site|top|tv|uk|xyz"
HOST_OR_MAILBOX = re.compile(rf"[\w-]\.(?:{ENDINGS})\b|\w@\w", re.IGNORECASE)
"""What mail programs turn into a link by themselves. „Dr.med.“ is none, hence the list of endings."""


def validate_line(text: str) -> None:
    """Refuse line breaks and control characters."""
    if NOT_IN_A_LINE.search(text):
        raise ValidationError(_("Please write this in one line, without control characters."), code="not_a_line")


def validate_organisation(text: str) -> None:
    """Refuse more than one line, and web addresses; „netzpolitik.org“ is the name of an organisation."""
    validate_line(text)
    if WEB_ADDRESS.search(text):
        raise ValidationError(_("Please write the name alone, without a web address."), code="web_address")


def validate_name(text: str) -> None:
    """Refuse more than one line, and whatever a mail program would make a link of."""
    validate_organisation(text)
    if HOST_OR_MAILBOX.search(text):
        raise ValidationError(_("Please write the name alone, without a web or mail address."), code="web_address")


def clean_line(text: str) -> str:
    """Return a line that somebody else wrote, such as a sign-in provider, without what does not belong into one."""
    return " ".join(NOT_IN_A_LINE.sub(" ", text).split())
