from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "politoscope.proposals"

    def ready(self) -> None:
        """Put the proposals into the navigation and on the organisers' overview."""
        from politoscope.editions import organise  # models are loaded only now
        from politoscope.editions.policies import is_moderator
        from politoscope.proposals.queries import overview_counts
        from politoscope.ui import navigation

        navigation.register(navigation.Entry("proposals:list", _("Proposals"), order=20))
        entry = navigation.Entry("proposals:overview", _("Proposals"), is_moderator, area="organise", order=25)
        navigation.register(entry)
        organise.register(
            organise.Card(
                "proposals:overview",
                _("Proposals"),
                is_moderator,
                template="proposals/organise/card.html",
                context=overview_counts,
            )
        )
