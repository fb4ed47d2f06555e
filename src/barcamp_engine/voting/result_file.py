"""The result file of a round: published, recounted by anybody, spoiled by one changed bit.

One line of canonical JSON: ``closing`` with its ``fingerprint``, the ``dice``, the ``ballots`` in the order of their
receipts (or null), the ``result``, and a ``seal`` over all of it. The seal finds damage; trust comes from the
fingerprint that the room has seen. Source: VOTING.md section 6.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from barcamp_engine.voting.ballot import HandCount
from barcamp_engine.voting.canonical import canonical_json, fingerprint
from barcamp_engine.voting.closing import RULES_VERSION, Closing, Opening, Topic, profile_of
from barcamp_engine.voting.errors import DamagedResult, VotingError
from barcamp_engine.voting.receipts import receipt, seed_from_dice
from barcamp_engine.voting.report import as_data
from barcamp_engine.voting.rules import Rule
from barcamp_engine.voting.tally import Tally, tally
from barcamp_engine.voting.ties import Ties

FORMAT = "politoscope-result"
LISTED_FROM = 12
"""With fewer ballots a list would show who voted what: only the totals are published."""

ASK = "Do not trust this file; get it again or ask for a recount."


@dataclass(frozen=True, slots=True)
class PublishedResult:
    """A result file that was read and agrees with itself; ``openings`` are None where the ballots stay with a team."""

    closing: Closing
    dice: str
    openings: tuple[Opening, ...] | None
    result: dict[str, Any]


def count_round(closing: Closing, openings: Collection[Opening], dice: str = "") -> Tally:
    """Count a closed round; ties by the closing fingerprint and the dice. Raises ``VotingError``."""
    seed = seed_from_dice(closing.fingerprint(), dice)
    return tally(
        profile_of(closing, openings),
        seats=closing.seats,
        rule=closing.rule,
        quorum=closing.quorum,
        ties=Ties.fingerprint(seed),
    )


def write_result(
    closing: Closing, openings: Collection[Opening], dice: str = "", *, with_ballots: bool = True
) -> bytes:
    """Return the result file.

    ``with_ballots=False`` is the public file of a round whose ballots only the counting team gets; with fewer than 12
    ballots they are never written. Raises ``DamagedResult`` when a ballot has no receipt in the closing.
    """
    by_receipt = {receipt(closing.poll, opening.nonce, opening.choices): opening for opening in openings}
    if tuple(sorted(by_receipt)) != closing.receipts:
        raise DamagedResult("The ballots do not fit the receipts of the closing.", "Count the ballots of this round.")
    listed = with_ballots and len(by_receipt) >= LISTED_FROM
    body = {
        "format": FORMAT,
        "closing": closing.as_data(),
        "fingerprint": closing.fingerprint(),
        "dice": dice,
        "ballots": [[o.nonce, list(o.choices)] for _, o in sorted(by_receipt.items())] if listed else None,
        "result": as_data(count_round(closing, openings, dice)),
    }
    return canonical_json({**body, "seal": fingerprint(body)}) + b"\n"


def read_result(data: bytes) -> PublishedResult:
    """Return a result file after checking it: form, seal, fingerprint, receipts and, with ballots, the result.

    Raises ``DamagedResult`` with a sentence for people.
    """
    document = _document(data)
    try:
        closing = closing_from(document["closing"])
        ballots = document["ballots"]
        openings = None if ballots is None else tuple(_opening(nonce, choices) for nonce, choices in ballots)
        published = PublishedResult(closing, document["dice"], openings, document["result"])
        _check(published, document)
    except DamagedResult:
        raise
    except VotingError as error:
        raise DamagedResult(error.problem, ASK) from None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise DamagedResult("The file is not built like a result file.", ASK) from None
    return published


def _document(data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data)
        whole = canonical_json(document) + b"\n" == data
    except (ValueError, TypeError, RecursionError):
        raise DamagedResult("The file is damaged: it cannot be read as a result file.", ASK) from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise DamagedResult("This is not a result file.", "Choose the file that was published.")
    seal = document.pop("seal", None)
    if not whole or seal != fingerprint(document):
        raise DamagedResult("The file was changed after it was published: the seal is broken.", ASK)
    return document


def closing_from(data: dict[str, Any]) -> Closing:
    """Return the closing that ``as_data`` wrote. Raises ``DamagedResult`` for anything that is not exactly that."""
    hands = data["hands"]
    closing = Closing(
        poll=data["poll"],
        rule=Rule(data["rule"]),
        seats=data["seats"],
        quorum=data["quorum"],
        topics=tuple(Topic(**topic) for topic in data["topics"]),
        receipts=tuple(data["receipts"]),
        merges=tuple((source, target) for source, target in data["merges"]),
        withdrawn=tuple(data["withdrawn"]),
        hands=None if hands is None else HandCount(hands["people"], dict(hands["counts"])),
        used_codes=tuple(data["used_codes"]),
    )
    if data["rules_version"] != RULES_VERSION:
        raise DamagedResult(
            f"The file follows version {data['rules_version']} of the rules.", "Use the program published with it."
        )
    if canonical_json(closing.as_data()) != canonical_json(data):
        raise DamagedResult("The closing has entries that do not belong there, or in another order.", ASK)
    return closing


def _opening(nonce: str, choices: list[str]) -> Opening:
    opening = Opening(nonce, tuple(choices))
    if list(opening.choices) != choices:
        raise DamagedResult("The choices of a ballot are not in their one order.", ASK)
    return opening


def _check(published: PublishedResult, document: dict[str, Any]) -> None:
    closing, openings = published.closing, published.openings
    if document["fingerprint"] != closing.fingerprint():
        raise DamagedResult("The closing fingerprint does not fit what was closed.", ASK)
    seed_from_dice(closing.fingerprint(), published.dice)
    if openings is None:
        return
    if tuple(receipt(closing.poll, opening.nonce, opening.choices) for opening in openings) != closing.receipts:
        raise DamagedResult("A ballot does not fit its receipt.", ASK)
    recounted = as_data(count_round(closing, openings, published.dice))
    if canonical_json(recounted) != canonical_json(published.result):
        raise DamagedResult("The recount gives another result than the file says.", ASK)
