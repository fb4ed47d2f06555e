"""The voting engine: ballots in, a ranked list with reasons out.

    >>> from barcamp_engine.voting import Ballot, Profile, Ties, tally
    >>> profile = Profile(("a", "b", "c"), (Ballot(("a", "b")), Ballot(("a",)), Ballot(("c",))))
    >>> tally(profile, seats=2, ties=Ties.lowest_index()).accepted
    ('a', 'c')

A round of the product is closed, counted and published with ``close_round``, ``count_round`` and ``write_result``; the
receipts that voters keep are made by ``receipts``, the programs that recount a published file lie in ``recount``.
Pure Python and exact: no clock, no chance, no input or output, nothing to install. The rules: docs/rules.
"""

from barcamp_engine.voting.ballot import Ballot, HandCount
from barcamp_engine.voting.closing import Closing, Opening, Topic, close_round
from barcamp_engine.voting.course import Arithmetic
from barcamp_engine.voting.errors import VotingError
from barcamp_engine.voting.fairness import Certificate, Claim
from barcamp_engine.voting.profile import Profile
from barcamp_engine.voting.questions import diverse_order
from barcamp_engine.voting.reasons import Reason, ReasonCode
from barcamp_engine.voting.result_file import PublishedResult, count_round, read_result, write_result
from barcamp_engine.voting.rules import Rule
from barcamp_engine.voting.tally import Tally, tally
from barcamp_engine.voting.ties import Ties

__all__ = [
    "Arithmetic",
    "Ballot",
    "Certificate",
    "Claim",
    "Closing",
    "HandCount",
    "Opening",
    "Profile",
    "PublishedResult",
    "Reason",
    "ReasonCode",
    "Rule",
    "Tally",
    "Ties",
    "Topic",
    "VotingError",
    "close_round",
    "count_round",
    "diverse_order",
    "read_result",
    "tally",
    "write_result",
]
