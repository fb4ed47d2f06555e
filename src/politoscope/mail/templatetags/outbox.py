from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from politoscope.mail.enums import MailState
from politoscope.mail.models import OutboxMail
from politoscope.mail.problems import sentence_for
from politoscope.ui.templatetags.kern import kern_badge

register = template.Library()

KINDS = {
    MailState.SENT: "success",
    MailState.UNCERTAIN: "warning",
    MailState.EXPIRED: "warning",
    MailState.FAILED: "danger",
}


@register.simple_tag
def mail_state(mail: OutboxMail) -> SafeString:
    """Show where a mail is on its way."""
    state = MailState(mail.state)
    return kern_badge(KINDS.get(state, "info"), state.label)


@register.filter
def in_words(problem: str) -> str:
    """Say why a mail did not leave."""
    return sentence_for(problem)


@register.filter
def may_be_sent_again(mail: OutboxMail) -> bool:
    return mail.state in {MailState.FAILED, MailState.UNCERTAIN}
