"""Hands of people who have no ballot of their own (VOTING.md 4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from politoscope.people.models import Person
from politoscope.proposals.models import Proposal
from politoscope.voting.enums import Counter, HandWord
from politoscope.voting.errors import HandsNeedPeople, HandsNotYet, TooManyHands
from politoscope.voting.hand_counts import hands_of_word
from politoscope.voting.models import HandTotal, Round
from politoscope.voting.services.ballots import hold_open
from politoscope.voting.services.rounds import note


@transaction.atomic
def set_hands_people(*, round: Round, people: int, actor: Person, now: datetime) -> Round:
    """Enter how many people in the room have not voted by phone. Raises ``TooManyHands`` below a count entered."""
    hold_open(round, now=_while_open(round, now))
    if HandTotal.objects.filter(round=round, hands__gt=people).exists():
        raise TooManyHands
    before = round.hands_people
    round.hands_people = people
    round.save(update_fields=["hands_people"])
    note(round, actor, "set_hands_people", now=now, before={"people": before}, after={"people": people})
    return round


@transaction.atomic
def enter_hands(
    *,
    round: Round,
    proposal: Proposal,
    actor: Person,
    now: datetime,
    hands: int | None = None,
    word: str = "",
    counter: int = Counter.FIRST,
) -> HandTotal:
    """Enter a number, or few/some/many, for one proposal. The same counter again corrects the count.

    The record says that it was counted; the numbers enter it at the close, because until then only whoever entered a
    number may see it (R-04). Raises ``HandsNeedPeople`` before the number of people is known, ``TooManyHands`` above
    it, ``RoundClosed``.
    """
    hold_open(round, now=_while_open(round, now))
    round.refresh_from_db(fields=["hands_people"])
    if round.hands_people is None:
        raise HandsNeedPeople
    if hands is None:
        hands = hands_of_word(HandWord(word), round.hands_people)
    if hands > round.hands_people:
        raise TooManyHands
    total, _ = HandTotal.objects.update_or_create(
        round=round,
        proposal=proposal,
        counter=counter,
        defaults={"hands": hands, "word": word, "entered_by": actor, "entered_at": now},
    )
    note(round, actor, "enter_hands", now=now, after={"proposal": proposal.number, "counter": int(counter)})
    return total


@transaction.atomic
def show_hands(*, round: Round, actor: Person, now: datetime) -> Round:
    """Let the room see the totals as they are entered and confirm them (VOTING.md 4.4). Twice is the same as once.

    Until then only whoever entered a number sees it (R-04). The room may see them when they can influence no ballot
    any more: the time for phones is over and cannot be extended from here on, or the round is by hands alone.
    Raises ``HandsNotYet``, ``HandsNeedPeople``, ``RoundClosed``.
    """
    hold_open(round, now=_while_open(round, now))
    round.refresh_from_db(fields=["hands_people", "hands_shown_at"])
    if not round.hands_people:
        raise HandsNeedPeople
    if round.hands_shown_at is None:
        if not Round.objects.beyond_ballots(now=now).filter(pk=round.pk).update(hands_shown_at=now):
            raise HandsNotYet
        round.hands_shown_at = now
        note(round, actor, "show_hands", now=now)
    return round


def _while_open(round_: Round, now: datetime) -> datetime:
    """Hands are entered until the close itself, even when the time for phones is over."""
    return min(now, round_.opened_at)
