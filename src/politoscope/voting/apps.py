from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VotingConfig(AppConfig):
    name = "politoscope.voting"

    def ready(self) -> None:
        """Put the vote into the navigation and on the organisers' overview."""
        from politoscope.editions import organise
        from politoscope.editions.enums import Phase
        from politoscope.editions.phases import phase_of
        from politoscope.proposals import actions
        from politoscope.proposals.querysets import STANDING
        from politoscope.ui import navigation
        from politoscope.voting.consent import can_ask
        from politoscope.voting.overview import overview_counts
        from politoscope.voting.policies import can_run_round

        shown_in = {Phase.VOTING, Phase.PLANNING, Phase.LIVE}
        navigation.register(
            navigation.Entry(
                "voting:vote",
                _("Vote"),
                is_shown=lambda edition, person, now: phase_of(edition, now=now) in shown_in,
                order=30,
            )
        )
        navigation.register(navigation.Entry("voting:rounds", _("Vote"), can_run_round, area="organise", order=30))
        organise.register(
            organise.Card(
                "voting:rounds",
                _("Vote"),
                can_run_round,
                template="voting/organise/card.html",
                context=overview_counts,
            )
        )
        actions.register(
            actions.Action(
                "voting:merge",
                _("Merge with another one"),
                lambda person, proposal: proposal.status in STANDING and can_ask(person, proposal),
            )
        )
