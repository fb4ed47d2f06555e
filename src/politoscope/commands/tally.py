"""``politoscope tally``: count a file of ballots and explain the result.

Works without the web application and without anything installed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from barcamp_engine.voting import Profile, Reason, ReasonCode, Rule, Tally, Ties, VotingError, tally
from barcamp_engine.voting.canonical import profile_fingerprint
from barcamp_engine.voting.errors import DamagedResult, InvalidSeats, UnreadableFile
from barcamp_engine.voting.formats import pabulib, plain_profile, preflib, table
from barcamp_engine.voting.formats.text import decode
from barcamp_engine.voting.receipts import fingerprint_groups, seed_from_dice
from barcamp_engine.voting.report import as_data
from barcamp_engine.voting.result_file import count_round, read_result
from barcamp_engine.voting.run import Progress, silent

LOWEST_INDEX, FINGERPRINT = "lowest-index", "fingerprint"
BAR_WIDTH = 30
BAR_AFTER_SECONDS = 0.5
WRONG = 2


@dataclass(frozen=True, slots=True)
class Counted:
    """A tally with what the file says about itself."""

    tally: Tally
    titles: Mapping[str, str]
    fingerprint: str


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help=".pb, .cat, .csv, or .json: a profile or a result file")
    parser.add_argument("--seats", type=int, metavar="K", help="places to give (a result file knows its own)")
    parser.add_argument("--rule", choices=[rule.value for rule in Rule], help="default: sequential-phragmen")
    parser.add_argument("--ties", choices=[LOWEST_INDEX, FINGERPRINT], default=FINGERPRINT)
    parser.add_argument("--dice", default="", metavar="DIGITS", help="dice rolled after the fingerprint was shown")
    parser.add_argument("--quorum", type=int, default=0, metavar="Q", help="people a proposal needs to be ranked")
    parser.add_argument("--categories", type=int, default=1, metavar="N", help=".cat: the first N categories approve")
    parser.add_argument("--costs", action="store_true", help=".pb: take the costs of the file; K is the budget")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Count and print; 2 when the file or the call is wrong."""
    try:
        counted = count(arguments)
    except VotingError as error:
        where = str(arguments.file) if error.line is None else f"{arguments.file}, line {error.line}"
        return _complain(f"{where}: {error.problem} {error.remedy}")
    except OSError as error:
        return _complain(f"{arguments.file}: {error.strerror}. Check the name of the file.")
    _print(json.dumps(as_data(counted.tally), ensure_ascii=False) if arguments.json else "\n".join(lines(counted)))
    return 0


def count(arguments: argparse.Namespace) -> Counted:
    """Read the file and count it. Raises ``VotingError``, ``OSError``."""
    data = arguments.file.read_bytes()
    suffix = arguments.file.suffix.lower()
    if suffix == ".json":
        text = decode(data)
        document = plain_profile.parse(text)
        if isinstance(document, dict) and "closing" in document:
            return _count_result(data, arguments)
        return _count_profile(plain_profile.read(text, document), arguments)
    if suffix == ".pb":
        return _count_profile(pabulib.read(data, with_costs=arguments.costs), arguments)
    if suffix == ".cat":
        return _count_profile(preflib.read(data, categories=arguments.categories), arguments)
    if suffix in {".csv", ".tsv"}:
        return _count_profile(table.read(data), arguments)
    raise UnreadableFile(f"'{suffix}' is no known kind of file.", "Give a .pb, .cat, .csv or .json file.", line=1)


def _count_profile(profile: Profile, arguments: argparse.Namespace) -> Counted:
    if arguments.seats is None:
        raise InvalidSeats("The number of places is missing.", "Say how many with --seats.")
    fingerprint = profile_fingerprint(profile)
    by_index = arguments.ties == LOWEST_INDEX
    ties = Ties.lowest_index() if by_index else Ties.fingerprint(seed_from_dice(fingerprint, arguments.dice))
    result = tally(
        profile,
        seats=arguments.seats,
        rule=Rule(arguments.rule or Rule.SEQUENTIAL_PHRAGMEN),
        quorum=arguments.quorum,
        ties=ties,
        progress=progress_bar(sys.stderr),
    )
    return Counted(result, {}, fingerprint)


def _count_result(data: bytes, arguments: argparse.Namespace) -> Counted:
    """Recount a published result with its own rule, places and dice."""
    published = read_result(data)
    closing = published.closing
    for name, asked, own in (("seats", arguments.seats, closing.seats), ("rule", arguments.rule, closing.rule.value)):
        if asked not in (None, own):
            raise DamagedResult(f"This round was closed with {name} {own}.", f"Leave --{name} away.")
    if published.openings is None:
        raise DamagedResult("The ballots are not in this file.", "Ask the counting team for the file with the ballots.")
    titles = {topic.id: topic.title for topic in closing.topics if topic.title}
    return Counted(count_round(closing, published.openings, published.dice), titles, closing.fingerprint())


def lines(counted: Counted) -> Iterator[str]:
    """Yield the result for people: the ranking with reasons, what is not ranked, the certificate."""
    result = counted.tally
    hands = f" (up to {result.hands} of them by show of hands)" if result.hands else ""
    yield f"{len(result.accepted)} of {len(result.reasons)} proposals for {result.seats} places by {result.rule}"
    yield f"{result.people} people with a wish{hands}; fingerprint {' '.join(fingerprint_groups(counted.fingerprint))}"
    if result.is_hands_only:
        yield "Hands only: a majority vote, minorities cannot be balanced."
    reasons = {reason.proposal: reason for reason in result.reasons}
    unranked = [name for name in reasons if name not in set(result.ranking)]
    names = {name: counted.titles.get(name, name) for name in reasons}
    width = max(map(len, names.values()))
    for heading, part, first in (
        ("Accepted", result.accepted, 1),
        ("Waiting list", result.waiting, 1 + len(result.accepted)),
        ("Not ranked", unranked, 0),
    ):
        if part:
            yield f"\n{heading}"
        for number, name in enumerate(part, first):
            place = f"{number:>4}" if first else "   –"
            yield f"{place}  {names[name]:<{width}}  {sentence(reasons[name])}"
    yield ""
    if result.fairness.holds:
        yield "Fair (EJR+): no group was passed over."
    for claim in result.fairness.claims:
        yield (
            f"Passed over (EJR+): {claim.people} people want {names[claim.proposal]}, are entitled to "
            f"{claim.entitled} places and none of them has more than {claim.held}."
        )


def sentence(reason: Reason) -> str:
    """Say in a sentence what became of a proposal."""
    if reason.code is ReasonCode.BELOW_QUORUM:
        return f"below the quorum: {reason.counted} of {reason.quorum}"
    if reason.code is ReasonCode.NOBODY_YET:
        return "not asked for yet"
    parts = [f"{reason.interested} interested"]
    if reason.hands:
        parts.append(f"{reason.hands} of them by hand")
    if reason.without_before is not None:
        parts.append(f"{reason.without_before} had nothing accepted before")
    if reason.served and reason.served_proposals is not None:
        average = float(reason.served_proposals / reason.served)
        parts.append(f"{reason.served} already have {average:.1f} accepted on average")
    if reason.missing is not None:
        parts.append(f"{reason.missing} more would have been enough")
    if reason.tied:
        parts.append(f"won a tie with {', '.join(reason.tied)}")
    return ", ".join(parts)


def progress_bar(stream: TextIO) -> Progress:
    """Return a report that draws a bar once counting takes longer than half a second, on a terminal only."""
    if not stream.isatty():
        return silent
    begun = time.monotonic()

    def show(done: int, steps: int) -> None:
        if time.monotonic() - begun < BAR_AFTER_SECONDS:
            return
        filled = BAR_WIDTH * done // max(steps, 1)
        end = "\r\x1b[K" if done == steps else ""
        stream.write(f"\r[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {done}/{steps}{end}")
        stream.flush()

    return show


def _print(text: str) -> None:
    try:
        print(text, flush=True)
    except BrokenPipeError:  # who reads (head, less) has seen enough: leave nothing to flush at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(message: str) -> int:
    print(f"politoscope tally: {message}", file=sys.stderr)
    return WRONG
