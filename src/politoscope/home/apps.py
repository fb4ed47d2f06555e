from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "politoscope.home"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from politoscope.ui.navigation import Entry, register

        register(Entry("home:edition", _("Home"), order=0))
