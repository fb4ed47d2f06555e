"""How long the outbox remembers a mail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from politoscope.audit.forgetting import Due, Rule, register
from politoscope.mail.services import KEPT, forget_old_mails


def forget_mails(due: Due) -> int:
    """Delete old mails but those of editions on hold."""
    return forget_old_mails(before=due.before, held=due.held)


register(
    Rule(
        "mail.outbox",
        _("Mails, with what was attached to them"),
        covers=("mail.OutboxMail", "mail.OutboxAttachment"),
        since=_("after they were written"),
        days=KEPT.days,
        forget=forget_mails,
        shown_on="office:mail",
        is_of_edition=False,
    )
)
