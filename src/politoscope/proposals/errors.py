"""What can be wrong with a step in the life of a proposal. The texts say the next step, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


class ProposalError(Exception):
    """A step that a proposal cannot take; ``message`` is a sentence for people."""

    message = _("That is not possible with this proposal. Please reload the page.")

    def __init__(self) -> None:
        super().__init__(str(self.message))


class StatusChanged(ProposalError):
    """Somebody else was faster: the proposal is no longer where this step begins."""

    message = _("Somebody changed this proposal just now. Please reload the page and look again.")


class AlreadyAdopted(ProposalError):
    """A topic wish that has a host by now."""

    message = _("Somebody has just adopted this wish. You can offer your help in a comment.")


class NotInvited(ProposalError):
    """An answer to an invitation that was never given or was taken back."""

    message = _("There is no open invitation for you here. Please ask the main host to invite you.")


class MergeImpossible(ProposalError):
    """Two proposals of which one is not offered any more, or which are the same."""

    message = _("One of the two proposals is not offered any more, so they cannot be merged.")


class DigestSent(ProposalError):
    """A digest that is on its way already, or has nothing to tell."""

    message = _("This digest is on its way already, or there is nothing new to tell.")
