from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "politoscope.registration"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from politoscope.editions import organise
        from politoscope.editions.phases import is_registration_open
        from politoscope.registration.policies import may_check_in
        from politoscope.registration.queries import desk_counts
        from politoscope.ui import navigation

        organise.register(
            organise.Card(
                "registration:registrations",
                _("Registrations"),
                may_check_in,
                template="registration/organise/card.html",
                context=desk_counts,
            )
        )
        navigation.register(
            navigation.Entry(
                "registration:register",
                _("Take part"),
                is_shown=lambda edition, person, now: (
                    not person.is_authenticated and is_registration_open(edition, now=now)
                ),
                order=10,
            )
        )
        navigation.register(
            navigation.Entry(
                "registration:mine",
                _("My registration"),
                policy=lambda person, edition: person.is_authenticated,
                is_shown=lambda edition, person, now: is_registration_open(edition, now=now),
                order=10,
            )
        )
        navigation.register(
            navigation.Entry("registration:registrations", _("Registrations"), may_check_in, area="organise", order=20)
        )
