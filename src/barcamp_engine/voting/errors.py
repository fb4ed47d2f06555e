"""What can be wrong with ballots, with a call and with a file, each as a type of its own.

Every error says what is wrong and what to do; a reader adds the line, the command adds the file.
"""

from __future__ import annotations


class VotingError(ValueError):
    """Something that cannot be counted: ``problem`` and ``remedy`` are sentences for people."""

    code = "voting-error"

    def __init__(self, problem: str, remedy: str, *, line: int | None = None) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy
        self.line = line

    def at_line(self, line: int) -> VotingError:
        """Return this error with the line it was found in."""
        self.line = line
        return self

    def __str__(self) -> str:
        where = "" if self.line is None else f"line {self.line}: "
        return f"{where}{self.problem} {self.remedy}"


class EmptyProfile(VotingError):
    """No proposal, or no ballot with an approval."""

    code = "empty-profile"


class DuplicateProposal(VotingError):
    """An id that names two proposals, or that a ballot names twice."""

    code = "duplicate-proposal"


class UnknownProposal(VotingError):
    """A ballot, a cost or a hand count names a proposal that is not on the list."""

    code = "unknown-proposal"

    def __init__(self, proposal: str, *, where: str) -> None:
        super().__init__(
            f"{where} names '{proposal}', which is not among the proposals.",
            "Correct the id or add the proposal.",
        )
        self.proposal = proposal


class InvalidWeight(VotingError):
    """A weight that is negative or not a number."""

    code = "invalid-weight"


class InvalidCost(VotingError):
    """A cost that is zero, negative or not a number."""

    code = "invalid-cost"


class InvalidHands(VotingError):
    """A hand count that is negative or above the number of people without a phone."""

    code = "invalid-hands"


class InvalidSeats(VotingError):
    """No place to give, or more places than the proposals can take."""

    code = "invalid-seats"


class InvalidQuorum(VotingError):
    """A quorum below zero."""

    code = "invalid-quorum"


class InvalidDice(VotingError):
    """Dice that nobody can have rolled, or too few of them."""

    code = "invalid-dice"


class InvalidReceipt(VotingError):
    """A poll, nonce or code from which no receipt can be made."""

    code = "invalid-receipt"


class UnreadableFile(VotingError):
    """A file that is not what its name says."""

    code = "unreadable-file"


class DamagedResult(VotingError):
    """A result file that does not agree with itself."""

    code = "damaged-result"
