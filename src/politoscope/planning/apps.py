from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanningConfig(AppConfig):
    name = "politoscope.planning"

    def ready(self) -> None:
        from politoscope.planning.policies import may_plan
        from politoscope.realtime.topics import restrict
        from politoscope.ui.navigation import Entry, register

        restrict("draft-plan", may_plan)
        register(Entry("planning:plan", _("Session plan"), order=40))
        register(Entry("planning:board", _("Board"), may_plan, area="organise", order=40))
