"""All ballots of a round, checked once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from barcamp_engine.voting.ballot import Ballot, HandCount, Number, is_exact
from barcamp_engine.voting.errors import DuplicateProposal, EmptyProfile, InvalidCost, UnknownProposal


@dataclass(frozen=True, slots=True)
class Profile:
    """n ballots over m proposals, with what a place costs and the hands in the room.

    ``proposals`` are opaque ids; their order decides nothing but ties by lowest index. ``costs`` are the places a
    proposal takes where that is not 1 (a double session: 2). ``hosts`` is the number of a proposal's own hosts who
    may vote in this round: they raise its quorum, because a secret ballot does not tell whose it is.
    Raises ``EmptyProfile``, ``DuplicateProposal``, ``UnknownProposal``, ``InvalidCost``.
    """

    proposals: tuple[str, ...]
    ballots: tuple[Ballot, ...]
    costs: Mapping[str, Number] = field(default_factory=dict)
    hands: HandCount | None = None
    hosts: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "costs", MappingProxyType(dict(self.costs)))
        object.__setattr__(self, "hosts", MappingProxyType(dict(self.hosts)))
        if not self.proposals:
            raise EmptyProfile("There is no proposal.", "Add at least one proposal.")
        known = frozenset(self.proposals)
        if len(known) != len(self.proposals):
            twice = Counter(self.proposals).most_common(1)[0][0]
            raise DuplicateProposal(f"The id '{twice}' stands for two proposals.", "Give each its own id.")
        self._check_names(known)
        self._check_numbers()
        if not any(ballot.choices and ballot.weight for ballot in self.all_ballots()):
            raise EmptyProfile("No ballot approves anything.", "Collect ballots before you count.")

    def _check_names(self, known: frozenset[str]) -> None:
        for number, ballot in enumerate(self.ballots, 1):
            if not known.issuperset(ballot.choices):
                stranger = next(choice for choice in ballot.choices if choice not in known)
                raise UnknownProposal(stranger, where=f"Ballot {number}")
        hands = self.hands.counts if self.hands else {}
        for where, names in (("A cost", self.costs), ("A number of hosts", self.hosts), ("A hand count", hands)):
            for name in names:
                if name not in known:
                    raise UnknownProposal(name, where=where)

    def _check_numbers(self) -> None:
        for name, cost in self.costs.items():
            if not is_exact(cost) or cost <= 0:
                raise InvalidCost(f"'{name}' costs {cost} places.", "A cost is a number above 0.")
        for name, hosts in self.hosts.items():
            if not isinstance(hosts, int) or isinstance(hosts, bool) or hosts < 0:
                raise InvalidCost(f"'{name}' has {hosts} hosts.", "Give a whole number from 0 upwards.")

    def all_ballots(self) -> tuple[Ballot, ...]:
        """Return the ballots and, after them, the hands as nested ballots."""
        return self.ballots + (self.hands.ballots() if self.hands else ())

    def cost_of(self, proposal: str) -> Number:
        """Return the places that ``proposal`` takes."""
        return self.costs.get(proposal, 1)
