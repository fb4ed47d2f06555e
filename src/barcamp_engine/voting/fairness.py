"""The fairness certificate: was any group passed over?

EJR+: a group that is large enough for l places (at least l·n/k people) and agrees on a proposal that was not accepted
must contain somebody with l accepted proposals. Unlike EJR it can be checked in polynomial time, and it names the
group. With costs, "l accepted proposals" becomes the places they take, and a group may claim c when it is large
enough for what each of its members already has plus the cost of c.

Source: M. Brill, J. Peters, Robust and verifiable proportionality axioms for multiwinner voting, EC 2023,
arXiv 2302.01989, section 3 (definition) and 4 (check).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from barcamp_engine.voting.ballot import Number
from barcamp_engine.voting.electorate import Electorate


@dataclass(frozen=True, slots=True)
class Claim:
    """A group that was passed over: so many people want ``proposal``, can claim ``entitled`` places, hold ``held``.

    ``held`` is the most that any of them holds.
    """

    proposal: str
    people: Number
    entitled: int
    held: Number


@dataclass(frozen=True, slots=True)
class Certificate:
    """The result of the check; it holds when no group has a claim."""

    claims: tuple[Claim, ...]

    @property
    def holds(self) -> bool:
        """Say that no group was passed over."""
        return not self.claims


def check(electorate: Electorate, accepted: Collection[int], seats: int) -> Certificate:
    """Check EJR+ of ``accepted`` for ``seats`` places: m proposals, n distinct ballots, O(m·n)."""
    chosen = set(accepted)
    held = [sum(electorate.costs[c] for c in ballot if c in chosen) for ballot in electorate.ballots]
    claims = (_strongest_claim(electorate, held, c, seats) for c in electorate.supported() if c not in chosen)
    return Certificate(tuple(claim for claim in claims if claim))


def _strongest_claim(electorate: Electorate, held: list[int], proposal: int, seats: int) -> Claim | None:
    people_by_held: Counter[int] = Counter()
    for weight, ballots in electorate.approvers[proposal]:
        for places, number in Counter(map(held.__getitem__, ballots)).items():
            people_by_held[places] += weight * number
    claim, group = None, 0
    for places, people in sorted(people_by_held.items()):
        group += people
        wanted = places + electorate.costs[proposal]
        if wanted * electorate.people <= group * seats * electorate.cost_unit:
            claim = Claim(
                electorate.proposals[proposal],
                electorate.headcount(group),
                group * seats // electorate.people,
                electorate.places(places),
            )
    return claim
