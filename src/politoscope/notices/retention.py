"""How long reports of barriers stay."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from politoscope.audit.forgetting import Action, Due, Rule, register
from politoscope.notices.models import BarrierReport


def forget_reports(due: Due) -> int:
    """Delete old reports, answered or not, but those of editions on hold."""
    return BarrierReport.objects.filter(received_at__lte=due.before).exclude(edition__in=due.held).delete()[0]


register(
    Rule(
        "notices.reports",
        _("Reports of barriers, with name and mail address if given"),
        covers=("notices.BarrierReport",),
        since=_("after they came in"),
        days=365,
        forget=forget_reports,
        shown_on="notices:reports",
        is_of_edition=False,
    ),
    Rule(
        "notices.texts",
        _("Accessibility statement, imprint and privacy page"),
        covers=("notices.OwnText", "notices.Statement"),
        action=Action.KEEP,
        shown_on="notices:privacy",
    ),
)
