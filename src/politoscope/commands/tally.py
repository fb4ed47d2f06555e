"""``politoscope tally``: count a file of ballots and explain the result."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from barcamp_engine.voting import Profile, Rule, Tally, Ties, VotingError, tally
from barcamp_engine.voting.canonical import profile_fingerprint
from barcamp_engine.voting.formats import pabulib, plain_profile, preflib, table
from barcamp_engine.voting.formats.text import decode
from barcamp_engine.voting.receipts import seed_from_dice
from barcamp_engine.voting.report import as_data

LOWEST_INDEX, FINGERPRINT = "lowest-index", "fingerprint"
BAR_WIDTH = 30
BAR_AFTER_SECONDS = 0.5


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help=".pb, .cat, .csv, a profile or a result in .json")
    parser.add_argument("--seats", type=int, metavar="K", help="places to give (a result file knows its own)")
    parser.add_argument("--rule", choices=[rule.value for rule in Rule], default=Rule.SEQUENTIAL_PHRAGMEN.value)
    parser.add_argument("--ties", choices=[LOWEST_INDEX, FINGERPRINT], default=FINGERPRINT)
    parser.add_argument("--dice", default="", metavar="DIGITS", help="dice rolled after the fingerprint was shown")
    parser.add_argument("--quorum", type=int, default=0, metavar="Q", help="people a proposal needs to be ranked")
    parser.add_argument("--categories", type=int, default=1, metavar="N", help=".cat: so many categories approve")
    parser.add_argument("--costs", action="store_true", help=".pb: take the costs of the file, K is the budget")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Count and print; 2 when the file or the call is wrong."""
    try:
        result = count(arguments)
    except VotingError as error:
        where = str(arguments.file) if error.line is None else f"{arguments.file}, line {error.line}"
        print(f"politoscope tally: {where}: {error.problem} {error.remedy}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"politoscope tally: {arguments.file}: {error.strerror}. Check the name of the file.", file=sys.stderr)
        return 2
    print(json.dumps(as_data(result), ensure_ascii=False) if arguments.json else result)
    return 0


def count(arguments: argparse.Namespace) -> Tally:
    """Read the file and count it."""
    profile = read(arguments)
    if arguments.ties == LOWEST_INDEX:
        ties = Ties.lowest_index()
    else:
        ties = Ties.fingerprint(seed_from_dice(profile_fingerprint(profile), arguments.dice))
    return tally(profile, seats=arguments.seats, rule=Rule(arguments.rule), quorum=arguments.quorum, ties=ties)


def read(arguments: argparse.Namespace) -> Profile:
    data = arguments.file.read_bytes()
    suffix = arguments.file.suffix.lower()
    if suffix == ".pb":
        return pabulib.read(data, with_costs=arguments.costs)
    if suffix == ".cat":
        return preflib.read(data, categories=arguments.categories)
    if suffix == ".csv":
        return table.read(data)
    return plain_profile.read(decode(data))
