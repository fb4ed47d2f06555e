"""What can be wrong with a vote. The texts say the next step, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _


class VoteError(Exception):
    """Something that cannot be done with a round or a ballot; ``message`` is a sentence for people."""

    message = _("That is not possible in this round. Please reload the page.")

    def __init__(self) -> None:
        super().__init__(str(self.message))


class RoundClosed(VoteError):
    """A ballot that came after the close, or before the opening."""

    message = _("The round is closed; ballots are no longer taken. What you marked before counts.")


class RoundAlreadyOpen(VoteError):
    """An edition votes on one round at a time."""

    message = _("Another round is open. Close it first.")


class NothingToVoteOn(VoteError):
    """A round without a proposal."""

    message = _("There is no proposal to vote on yet.")


class NotEntitled(VoteError):
    """Somebody who may not vote in this round."""

    message = _("You cannot vote in this round. Please ask at the desk; they can check you in.")


class StillWaiting(NotEntitled):
    """Somebody who waits for a place."""

    message = _("You are on the waiting list. You vote as soon as you have a place.")


class PlaceGivenUp(NotEntitled):
    """Somebody who had a place and handed it over or cancelled."""

    message = _("You no longer have a place, so this mark is not taken. A ballot that arrived before counts.")


class PlaceHasVoted(NotEntitled):
    """Somebody whose place has its ballot from whoever held it before, in the same round."""

    message = _("Whoever had your place before you has voted in this round. You vote in the next one.")


class CodeUnknown(VoteError):
    """A voting code that was not printed for this edition, or not for this kind of round."""

    message = _("This code is not known. Please compare it letter by letter, or ask at the desk for another slip.")


class MarkUnknown(VoteError):
    """A mark for something that is not on the ballot."""

    message = _("The list of proposals has changed. Please reload the page and mark again.")


class BallotChanged(VoteError):
    """The ballot was changed elsewhere since this device saw it; ``choices`` is what it holds now."""

    message = _("This ballot was changed on another device.")

    def __init__(self, *, choices: Sequence[int], receipt: str) -> None:
        super().__init__()
        self.choices = list(choices)
        self.receipt = receipt


class LateProposal(VoteError):
    """A close less than three minutes after the last proposal came in (VOTING.md 5)."""

    message = _("A proposal has just come in. Everybody gets three minutes to look at it before the round closes.")

    def __init__(self, *, closable_at: datetime) -> None:
        super().__init__()
        self.closable_at = closable_at


class HandsDisagree(VoteError):
    """Two counts of the same hands that differ by more than two (VOTING.md 4)."""

    message = _("The two counts of hands differ by more than two. Please count again.")


class TooManyHands(VoteError):
    """More hands than people without a phone."""

    message = _("There are more hands than people without a phone. Count again, or correct the number of people.")


class HandsNeedPeople(VoteError):
    """Hands before the number of people without a phone is known."""

    message = _("First enter how many people in the room have not voted by phone.")


class HandsNotYet(VoteError):
    """Totals of hands for the room while a phone could still follow them."""

    message = _("Ballots are still coming in. The room can see the hands when the time for phones is over.")


class HandsShown(VoteError):
    """More time for phones after the room has seen the hands."""

    message = _("The room has seen the hands, so no more ballots are taken. Close the round.")


class NotClosed(VoteError):
    """A step that needs a closed round."""

    message = _("The round is still open. Close it first.")


class NotCounted(VoteError):
    """A step that needs a result."""

    message = _("There is no result yet.")


class DiceUnclear(VoteError):
    """Dice that nobody can have rolled."""

    message = _("Please enter at least six digits from 1 to 6, as they were rolled.")


class MergeNotAllowed(VoteError):
    """A merge that lacks a consent, or comes at the wrong time."""

    message = _("These two proposals cannot be merged now.")


class NonceUnclear(VoteError):
    """A nonce that is not 32 hexadecimal digits: somebody else's program, or a broken delivery."""

    message = _("Your phone sent something we cannot read. Please reload the page and mark again.")


class ComplaintUnfounded(VoteError):
    """A complaint about something that is as it should be."""

    message = _("This is in order: the list holds this check number, or nobody used this code.")


class RoundRepeated(VoteError):
    """A step with the result of a round that a later one repeats."""

    message = _("This vote is repeated. The result of the new round counts.")


class RepeatNotDue(VoteError):
    """A repetition without the complaints that call for it, or of an old round."""

    message = _("A vote is repeated after three complaints, as long as no later round has begun.")
