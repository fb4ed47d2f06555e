from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from politoscope.editions.models import Edition
    from politoscope.editions.organise import Task


class NoticesConfig(AppConfig):
    name = "politoscope.notices"

    def ready(self) -> None:
        from django.conf import settings
        from django.utils.module_loading import autodiscover_modules
        from django.utils.translation import gettext_lazy as _

        from politoscope.audit.forgetting import apply_decisions
        from politoscope.editions import organise, publishing
        from politoscope.editions.policies import is_organiser
        from politoscope.ui import navigation

        autodiscover_modules("retention")  # what every app says of its own rows
        apply_decisions(settings.RETENTION_DAYS)
        organise.register(
            organise.Card(
                "notices:office",
                _("Legal pages"),
                is_organiser,
                template="notices/organise/card.html",
                context=waiting_reports,
                tasks=open_tasks,
            )
        )
        publishing.register(what_is_missing)
        navigation.register(
            navigation.Entry("notices:office", _("Legal pages"), is_organiser, area="organise", order=94)
        )


def waiting_reports(edition: Edition) -> dict[str, int]:
    """Return how many reports of barriers wait for an answer."""
    from politoscope.notices.queries import open_reports

    return {"open_reports": open_reports(edition)}


def open_tasks(edition: Edition) -> list[Task]:
    """Remind of a statement that is not written, or not looked over for a year (A-01)."""
    from django.utils import timezone
    from django.utils.translation import gettext_lazy as _

    from politoscope.editions.organise import Task
    from politoscope.notices.queries import is_review_due, statement_of

    statement = statement_of(edition)
    if statement is None:
        return [Task(_("Write the accessibility statement"), "notices:statement")]
    if not statement.are_bodies_checked:
        return [Task(_("Check the rules, bodies and links in the accessibility statement"), "notices:statement")]
    if is_review_due(statement, today=timezone.localdate()):
        return [Task(_("Look the accessibility statement over: it is a year old"), "notices:statement")]
    return []


def what_is_missing(edition: Edition) -> str:
    """Refuse to publish an edition that has no accessibility statement (A-01)."""
    from django.utils.translation import gettext as _

    from politoscope.notices.queries import statement_of

    if statement_of(edition) is None:
        return _("Write the accessibility statement first: organisers find it under “Legal pages”.")
    return ""
