"""The voting engine: ballots in, a ranked list with reasons out.

    >>> from barcamp_engine.voting import Ballot, Profile, Ties, tally
    >>> profile = Profile(("a", "b", "c"), (Ballot(("a", "b")), Ballot(("a",)), Ballot(("c",))))
    >>> tally(profile, seats=2, ties=Ties.lowest_index()).accepted
    ('a', 'c')

Pure Python and exact: no clock, no chance, no input or output, nothing to install. The rules: docs/rules.
"""

from barcamp_engine.voting.ballot import Ballot, HandCount
from barcamp_engine.voting.course import Arithmetic
from barcamp_engine.voting.errors import VotingError
from barcamp_engine.voting.fairness import Certificate, Claim
from barcamp_engine.voting.profile import Profile
from barcamp_engine.voting.reasons import Reason, ReasonCode
from barcamp_engine.voting.rules import Rule
from barcamp_engine.voting.tally import Tally, tally
from barcamp_engine.voting.ties import Ties

__all__ = [
    "Arithmetic",
    "Ballot",
    "Certificate",
    "Claim",
    "HandCount",
    "Profile",
    "Reason",
    "ReasonCode",
    "Rule",
    "Tally",
    "Ties",
    "VotingError",
    "tally",
]
