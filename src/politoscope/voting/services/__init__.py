"""Everything that changes a round, its ballots, its hands and its result."""

from politoscope.voting.services.ballots import CastBallot, cast_ballot, cast_own_ballot
from politoscope.voting.services.clock import is_overdue, mind_round, mind_the_clock
from politoscope.voting.services.closing import close_round, close_when_due, count_round
from politoscope.voting.services.complaints import repeat_round, report_missing, report_used
from politoscope.voting.services.decisions import accept_result, change_seats, decide, release_result
from politoscope.voting.services.hands import enter_hands, set_hands_people, show_hands
from politoscope.voting.services.merging import agree_merge, ask_merge, end_merge
from politoscope.voting.services.retention import forget_votes
from politoscope.voting.services.rounds import announce_close, extend_round, open_round
from politoscope.voting.services.slips import make_slips, note_help, void_slips

__all__ = [
    "CastBallot",
    "accept_result",
    "agree_merge",
    "announce_close",
    "ask_merge",
    "cast_ballot",
    "cast_own_ballot",
    "change_seats",
    "close_round",
    "close_when_due",
    "count_round",
    "decide",
    "end_merge",
    "enter_hands",
    "extend_round",
    "forget_votes",
    "is_overdue",
    "make_slips",
    "mind_round",
    "mind_the_clock",
    "note_help",
    "open_round",
    "release_result",
    "repeat_round",
    "report_missing",
    "report_used",
    "set_hands_people",
    "show_hands",
    "void_slips",
]
