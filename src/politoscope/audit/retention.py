"""How long the log remembers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from politoscope.audit.forgetting import Due, Rule, register
from politoscope.audit.services import KEPT, forget_old_entries


def forget_entries(due: Due) -> int:
    """Cut every chain but those of editions on hold."""
    return forget_old_entries(before=due.before, now=due.now, held=due.held)


register(
    Rule(
        "audit.log",
        _("The log of who changed what"),
        covers=("audit.AuditEntry",),
        since=_("after the change"),
        days=KEPT.days,
        forget=forget_entries,
        shown_on="office:log",
        is_of_edition=False,
    )
)
