"""The record of a round: what the log says about it, in words, and the checksums that a room can photograph.

Ballots are not in it: their order would betray people (VOTING.md 6.6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from politoscope.audit.models import AuditEntry
from politoscope.audit.queries import names_of
from politoscope.voting import bridge
from politoscope.voting.models import Round

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AROUND = (
    "voting.make_slips",
    "voting.void_slips",
    "proposals.merge",
    "proposals.separate",
)
"""What is no step of a round and changes what it counts: part of the record while the round is open, and before."""

SENTENCES: dict[str, StrOrPromise] = {
    "voting.open": _("Round opened: places %(seats)s, quorum %(quorum)s"),
    "voting.extend": _("More time given"),
    "voting.announce_close": _("Close announced"),
    "voting.postpone": _("More time given for a proposal that had just come in"),
    "voting.help_ballot": _("Ballot taken for somebody without a phone"),
    "voting.set_hands_people": _("People without a phone: %(people)s"),
    "voting.enter_hands": _("Hands counted for no. %(proposal)s, count %(counter)s"),
    "voting.show_hands": _("Totals of the hands shown to the room"),
    "voting.close": _("Round closed, fingerprint %(fingerprint)s"),
    "voting.count": _("Counted; places given: %(accepted)s"),
    "voting.release_result": _("Result published"),
    "voting.accept_result": _("Result accepted; newly in: %(came_in)s; no longer in: %(went_out)s"),
    "voting.decide": _("Decided by hand about no. %(proposal)s"),
    "voting.change_seats": _("Number of places changed to %(seats)s"),
    "voting.complain": _("Complaint no. %(complaints)s"),
    "voting.repeat": _("Vote repeated as round %(round)s"),
    "voting.make_slips": _("Slips printed: %(size)s"),
    "voting.void_slips": _("Slips made worthless"),
    "proposals.merge": _("A proposal was merged into no. %(other)s"),
    "proposals.separate": _("A proposal was separated again from no. %(other)s"),
}


@dataclass(frozen=True)
class Step:
    """One entry of the log in words; ``checksum`` is its digest, which covers everything before it."""

    at: datetime
    who: str
    what: str
    checksum: tuple[str, ...]


@dataclass(frozen=True)
class Checksums:
    """The head of the log's chain as it stood when the round opened and when it closed, in groups of four."""

    opened: tuple[str, ...]
    closed: tuple[str, ...]


def steps_of(round_: Round) -> list[Step]:
    """Return the record of a round, oldest first. Two queries."""
    around = Q(action__in=AROUND)
    if round_.closed_at is not None:
        around &= Q(recorded_at__lte=round_.closed_at)
    log = AuditEntry.objects.of(round_.edition)
    entries = list((log.about(round_) | log.filter(around)).order_by("sequence"))
    names = names_of(entry.actor for entry in entries)
    return [
        Step(
            at=entry.recorded_at,
            who=names.get(entry.actor, "") if entry.actor else "",
            what=sentence_of(entry.action, entry.after or {}),
            checksum=bridge.groups(entry.digest),
        )
        for entry in entries
    ]


def sentence_of(action: str, after: Mapping[str, Any]) -> str:
    """Return an entry in words; a fingerprint as it is read out."""
    words = Words(after)
    if "fingerprint" in words:
        words["fingerprint"] = " ".join(bridge.groups(words["fingerprint"]))
    return str(SENTENCES.get(action, action)) % words


class Words(dict[str, Any]):
    """What an entry says, ready for a sentence: lists with commas, a dash for what is empty or was not yet noted."""

    def __getitem__(self, key: str) -> Any:
        value = self.get(key, "–")
        return ", ".join(map(str, value)) or "–" if isinstance(value, list) else value


def checksums_of(round_: Round) -> Checksums:
    """Return the checksums of a round: those that the screen shows at its opening and at its close. One query."""
    ends = ("voting.open", "voting.close")
    entries = AuditEntry.objects.of(round_.edition).about(round_).filter(action__in=ends)
    digests = dict(entries.values_list("action", "digest"))
    return Checksums(*(bridge.groups(digests.get(action, "")) if digests.get(action) else () for action in ends))
