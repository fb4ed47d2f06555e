"""Why a mail did not leave: a code in the row, a sentence on the page. Neither holds the recipient's address."""

from __future__ import annotations

import smtplib

from django.utils.translation import gettext as _

INTERRUPTED = "interrupted"


def code_for(error: Exception) -> str:
    """Return what went wrong in a few letters."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"recipient {max(code for code, _words in error.recipients.values())}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"password {error.smtp_code}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"answer {error.smtp_code}"
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return "unreachable"
    if isinstance(error, smtplib.SMTPException):
        return "broken off"
    return "not sendable"


def sentence_for(code: str) -> str:
    """Return what an organiser reads."""
    kind, _space, number = code.rpartition(" ")
    sentences = {
        "recipient": _("The mail server does not accept this address (%(number)s). Check it with the person."),
        "password": _("The mail server refuses our password (%(number)s). Tell whoever runs the site."),
        "answer": _("The mail server answered %(number)s."),
    }
    if kind in sentences and number.isdecimal():
        return sentences[kind] % {"number": number}
    return {
        INTERRUPTED: _("The server stopped while this mail was being sent."),
        "unreachable": _("The mail server could not be reached."),
        "broken off": _("The mail server broke off."),
        "not sendable": _("This mail cannot be sent as it is."),
    }.get(code, code)
