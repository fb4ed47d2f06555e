from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanningConfig(AppConfig):
    name = "politoscope.planning"

    def ready(self) -> None:
        from politoscope.editions import organise
        from politoscope.editions.frame_events import after_times_changed, before_room_removed, before_slot_removed
        from politoscope.planning.policies import may_plan
        from politoscope.planning.queries.counts import planning_counts
        from politoscope.planning.queries.published import is_published
        from politoscope.planning.services.repair import clear_room, clear_slot, clear_torn
        from politoscope.proposals import actions
        from politoscope.proposals.querysets import PUBLIC_STATUSES
        from politoscope.realtime.topics import restrict
        from politoscope.ui.navigation import Entry, register

        restrict("draft-plan", may_plan)
        actions.register(
            actions.Action(
                "planning:session",
                _("Time and room"),
                lambda person, proposal: proposal.status in PUBLIC_STATUSES and is_published(proposal),
            )
        )
        organise.register(
            organise.Card(
                "planning:board",
                _("Board"),
                may_plan,
                template="planning/organise_card.html",
                context=planning_counts,
            )
        )
        before_room_removed(clear_room)
        before_slot_removed(clear_slot)
        after_times_changed(clear_torn)
        register(Entry("planning:plan", _("Session plan"), order=40))
        register(Entry("planning:board", _("Board"), may_plan, area="organise", order=40))
