from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "politoscope.proposals"

    def ready(self) -> None:
        """Put the list of proposals into the navigation."""
        from politoscope.ui import navigation  # models are loaded only now

        navigation.register(navigation.Entry("proposals:list", _("Proposals"), order=20))
