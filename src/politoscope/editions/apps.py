from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "politoscope.editions"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from politoscope.audit.words import LOG
        from politoscope.editions.policies import is_crew, is_organiser
        from politoscope.mail.enums import OUTBOX
        from politoscope.ui.navigation import Entry, register

        register(Entry("editions:overview", _("Overview"), is_crew, area="organise", order=0))
        register(Entry("editions:phases", _("Phases"), is_organiser, area="organise", order=90))
        register(Entry("editions:team", _("Team"), is_organiser, area="organise", order=95))
        register(Entry("office:mail", OUTBOX, is_organiser, area="organise", order=96))
        register(Entry("office:log", LOG, is_organiser, area="organise", order=97))
