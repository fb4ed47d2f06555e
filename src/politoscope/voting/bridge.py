"""The only place that knows both rounds and the voting engine. Topics are the numbers of proposals, as texts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from barcamp_engine.voting import HandCount, Rule, receipts, recount
from barcamp_engine.voting.canonical import canonical_json
from barcamp_engine.voting.closing import Closing, Opening, Topic, close_round
from barcamp_engine.voting.errors import EmptyProfile, InvalidDice, InvalidReceipt
from barcamp_engine.voting.reasons import DISCLOSED_FROM
from barcamp_engine.voting.report import as_data
from barcamp_engine.voting.result_file import LISTED_FROM, closing_from, count_round, write_result
from politoscope.voting.errors import DiceUnclear, NonceUnclear
from politoscope.voting.models import Round

__all__ = ["DISCLOSED_FROM", "LISTED_FROM"]

BallotRow = tuple[str, Sequence[int]]
"""Nonce and choices of a ballot."""


@dataclass(frozen=True, slots=True)
class OnBallot:
    """A proposal as it stood on the ballot at the close."""

    number: int
    title: str
    slots: int = 1
    hosts: int = 0
    into: int | None = None
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """What a count brings: data for pages, and the result file as it is published."""

    outcome: dict[str, Any] | None
    file: str


def receipt(round_: Round, nonce: str, choices: Iterable[int]) -> str:
    """Return what the phone keeps of a ballot. Raises ``NonceUnclear``."""
    try:
        return receipts.receipt(str(round_.pk), nonce, map(str, choices))
    except InvalidReceipt as error:
        raise NonceUnclear from error


def code_hash(round_: Round, code: str) -> str:
    """Return what is stored of a voting code, once it was used."""
    return receipts.code_hash(str(round_.pk), code)


def groups(fingerprint: str) -> tuple[str, ...]:
    """Return a fingerprint as it is read out."""
    return receipts.fingerprint_groups(fingerprint)


def freeze(
    round_: Round,
    *,
    proposals: Sequence[OnBallot],
    ballots: Sequence[BallotRow],
    code_hashes: Sequence[str],
    hands: Mapping[int, int],
) -> tuple[str, str]:
    """Return everything that is fixed at the close, as canonical JSON, and its fingerprint."""
    standing = [proposal for proposal in proposals if proposal.into is None and not proposal.is_withdrawn]
    people = round_.hands_people or 0
    closing = close_round(
        poll=str(round_.pk),
        rule=Rule(round_.rule),
        seats=min(round_.seats, sum(proposal.slots for proposal in standing)) or 1,
        quorum=round_.quorum,
        topics=[Topic(str(p.number), p.title, p.slots, p.hosts) for p in proposals],
        openings=_openings(ballots),
        merges=[(str(p.number), str(p.into)) for p in proposals if p.into is not None],
        withdrawn=[str(p.number) for p in proposals if p.is_withdrawn],
        hands=HandCount(people, {str(number): count for number, count in hands.items()}) if people else None,
        used_codes=code_hashes,
    )
    return canonical_json(closing.as_data()).decode(), closing.fingerprint()


def count(closing: str, ballots: Sequence[BallotRow], *, dice: str, with_ballots: bool) -> Counted:
    """Count a frozen round. Without a single mark there is nothing to rank: no outcome. Raises ``DiceUnclear``."""
    frozen, openings = _closing(closing), _openings(ballots)
    try:
        outcome = as_data(count_round(frozen, openings, dice))
        return Counted(outcome, write_result(frozen, openings, dice, with_ballots=with_ballots).decode())
    except InvalidDice as error:
        raise DiceUnclear from error
    except EmptyProfile:
        return Counted(None, "")


def counting_team_file(closing: str, ballots: Sequence[BallotRow], *, dice: str) -> bytes:
    """Return the result file with the ballots, for the people drawn from the room."""
    return write_result(_closing(closing), _openings(ballots), dice)


def verify_py() -> bytes:
    """Return the recount program: one file of Python."""
    return recount.verify_py()


def verify_html() -> bytes:
    """Return the recount page that works without a network."""
    return recount.verify_html()


def _closing(text: str) -> Closing:
    return closing_from(json.loads(text))


def _openings(ballots: Sequence[BallotRow]) -> list[Opening]:
    return [Opening(nonce, tuple(map(str, choices))) for nonce, choices in ballots]


def receipts_starting(closing: str, beginning: str) -> list[str]:
    """Return the receipts of a frozen round that begin so."""
    return [receipt for receipt in json.loads(closing)["receipts"] if receipt.startswith(beginning)]


def used_codes(closing: str) -> frozenset[str]:
    """Return the hashes of the codes with which somebody voted."""
    return frozenset(json.loads(closing)["used_codes"])
