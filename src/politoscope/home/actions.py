"""What somebody can do now, for each phase of an edition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from politoscope.editions.enums import Phase
from politoscope.editions.phases import REGISTRATION_PHASES
from politoscope.registration.enums import RegistrationStatus

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from politoscope.editions.models import Edition
    from politoscope.registration.models import Registration


@dataclass(frozen=True)
class Action:
    """One thing to do: where it is done, what it is called, and a sentence why."""

    url_name: str
    label: StrOrPromise
    why: StrOrPromise

    def url(self, edition: Edition) -> str:
        return reverse(self.url_name, args=[edition.slug])


REGISTER = Action(
    "registration:register", _("Register to take part"), _("Taking part is free. A mail address is enough to begin.")
)
REGISTER_INVITED = Action(
    "registration:register", _("By invitation"), _("Open the link in your invitation to register.")
)
TICKET = Action("registration:mine", _("Your ticket"), _("You are registered. Show the ticket at the desk."))
WAITING = Action(
    "registration:mine", _("Your place on the waiting list"), _("You move up by yourself when a place becomes free.")
)
PROPOSE = Action("proposals:new", _("Propose a session"), _("A title is enough. Everything else can follow."))
READ_PROPOSALS = Action("proposals:list", _("Read the proposals"), _("See what others bring along."))
VOTE = Action("voting:vote", _("Vote"), _("Mark every session you would like to attend. Your ballot is secret."))
PLAN = Action("planning:plan", _("Session plan"), _("Who, where and when – always as it stands now."))
LOOK_BACK = Action("planning:plan", _("What was on"), _("All sessions of this barcamp in the order of the day."))

OPEN_TO_ALL: dict[Phase, tuple[Action, ...]] = {
    Phase.PREPARATION: (),
    Phase.REGISTRATION: (PROPOSE, READ_PROPOSALS),
    Phase.PROPOSALS: (PROPOSE, READ_PROPOSALS),
    Phase.VOTING: (VOTE, READ_PROPOSALS, PROPOSE),
    Phase.PLANNING: (READ_PROPOSALS,),
    Phase.LIVE: (PLAN,),
    Phase.DOCUMENTATION: (LOOK_BACK,),
    Phase.ARCHIVE: (LOOK_BACK,),
}
"""The first is the main thing to do. Registering comes before it for who is not registered yet."""


def actions_for(registration: Registration | None, phase: Phase, *, is_by_invitation: bool) -> list[Action]:
    """Return what to do now, the most important first."""
    actions = list(OPEN_TO_ALL[phase])
    if phase not in REGISTRATION_PHASES:
        return actions
    if registration is None:
        come_in = REGISTER_INVITED if is_by_invitation else REGISTER
        return [come_in, *(action for action in actions if action is not VOTE)]
    if registration.status == RegistrationStatus.WAITING:
        return [WAITING, *(action for action in actions if action is not VOTE)]
    return [*actions[:1], TICKET, *actions[1:]]
