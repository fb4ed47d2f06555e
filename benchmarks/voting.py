"""Measures the voting engine beside abcvoting and pabutools: same ballots, same machine, one run.

    .venv-bench/bin/python benchmarks/voting.py            # all sizes, some minutes
    .venv-bench/bin/python benchmarks/voting.py --quick    # without the largest size of the peers

Our times start at the profile and end with the whole ranking, past the last place; the peers' start at their own
profile, already built, and end with k winners. Each time is the best of several runs.
"""

from __future__ import annotations

import argparse
import importlib
import platform
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from barcamp_engine.voting import Arithmetic, Ballot, Profile, Rule, Ties
from barcamp_engine.voting.course import run_rule
from barcamp_engine.voting.electorate import Electorate

HOW_TO_INSTALL = """The peers are not installed here, so only our own times follow. They pull commercial and GPL parts
and live in an environment of their own:

    python3 -m venv .venv-bench
    .venv-bench/bin/pip install --require-hashes -r requirements/bench.txt
    .venv-bench/bin/python benchmarks/voting.py
"""

SIZES = ((50, 150, 30), (60, 200, 30), (200, 1500, 100), (300, 20_000, 150))
TARGETS = {
    ("abcvoting", "stdlib"): 40,
    ("pabutools", "stdlib"): 10,
    ("abcvoting", "numpy"): 400,
    ("pabutools", "numpy"): 100,
}
TARGET_SIZE = (200, 1500, 100)
LIMITS_IN_SECONDS = {(300, 20_000): 5.0, (60, 200): 0.010}
SLOPE_STEPS = (4, 14)
BASE_SEED = 2026


@dataclass(frozen=True)
class Camp:
    """n ballots over m topics and the places to give."""

    topics: int
    places: int
    ballots: tuple[tuple[int, ...], ...]

    @property
    def people(self) -> int:
        return len(self.ballots)

    def __str__(self) -> str:
        return f"{self.topics}×{self.people}, k = {self.places}"


def camp(topics: int, people: int, places: int) -> Camp:
    """Return ballots of six crowds with tastes of their own over topics of unequal popularity."""
    chance = random.Random(BASE_SEED + topics)
    popularity = [chance.paretovariate(1.0) for _ in range(topics)]
    tastes = [[p * (4 if chance.random() < 0.25 else 1) for p in popularity] for _ in range(6)]
    ballots = []
    for _ in range(people):
        size = min(topics, max(1, round(chance.gauss(0.08 * topics + 2, 0.03 * topics))))
        ballots.append(tuple(sorted(set(chance.choices(range(topics), chance.choice(tastes), k=size)))))
    return Camp(topics, places, tuple(ballots))


def best_of(runs: int, work: Callable[[], object]) -> tuple[float, object]:
    """Return the shortest time of several runs, and the last answer."""
    best, answer = float("inf"), None
    for _ in range(runs):
        begun = time.perf_counter()
        answer = work()
        best = min(best, time.perf_counter() - begun)
    return best, answer


def ours(data: Camp, rule: Rule, arithmetic: Arithmetic) -> tuple[float, tuple[int, ...]]:
    """Return the time of the whole ranking and its first k."""
    names = tuple(str(topic) for topic in range(data.topics))
    profile = Profile(names, tuple(Ballot(tuple(names[topic] for topic in ballot)) for ballot in data.ballots))
    order = Ties.lowest_index().among(names)

    def count() -> tuple[int, ...]:
        run = run_rule(rule, Electorate.of(profile), order, seats=data.places, arithmetic=arithmetic)
        return run.order()[: data.places]

    seconds, winners = best_of(3 if data.people > 5000 else 7, count)
    assert isinstance(winners, tuple)
    return seconds, winners


class Abcvoting:
    """abcvoting with exact fractions (gmpy2)."""

    name = "abcvoting"
    rules = {Rule.SEQUENTIAL_PHRAGMEN: "seqphragmen", Rule.SEQUENTIAL_PAV: "seqpav", Rule.EQUAL_SHARES: "equal-shares"}

    def __init__(self) -> None:
        self._rules = importlib.import_module("abcvoting.abcrules")
        self._preferences = importlib.import_module("abcvoting.preferences")

    def prepare(self, data: Camp, rule: Rule) -> Callable[[int], list[int]]:
        """Return a function from places to winners."""
        profile = self._preferences.Profile(data.topics)
        profile.add_voters([set(ballot) for ballot in data.ballots])
        options = {"completion": None} if rule is Rule.EQUAL_SHARES else {}
        algorithm = "standard" if rule is Rule.SEQUENTIAL_PAV else "gmpy2-fractions"

        def count(places: int) -> list[int]:
            committees = self._rules.compute(
                self.rules[rule], profile, committeesize=places, algorithm=algorithm, resolute=True, **options
            )
            return sorted(committees[0])

        return count


class Pabutools:
    """pabutools with exact fractions (gmpy2) and unit costs."""

    name = "pabutools"
    rules = {Rule.SEQUENTIAL_PHRAGMEN: "sequential_phragmen", Rule.EQUAL_SHARES: "method_of_equal_shares"}

    def __init__(self) -> None:
        self._election = importlib.import_module("pabutools.election")
        self._rules = importlib.import_module("pabutools.rules")

    def prepare(self, data: Camp, rule: Rule) -> Callable[[int], list[int]]:
        """Return a function from places to winners."""
        projects = [self._election.Project(f"{topic:04}", cost=1) for topic in range(data.topics)]
        profile = self._election.ApprovalProfile(
            [self._election.ApprovalBallot([projects[topic] for topic in ballot]) for ballot in data.ballots]
        )
        options = {"sat_class": self._election.Cardinality_Sat} if rule is Rule.EQUAL_SHARES else {}

        def count(places: int) -> list[int]:
            instance = self._election.Instance(projects, budget_limit=places)
            return sorted(
                int(project.name) for project in getattr(self._rules, self.rules[rule])(instance, profile, **options)
            )

        return count


def peers() -> list[Abcvoting | Pabutools]:
    """Return the peers that are installed."""
    found: list[Abcvoting | Pabutools] = []
    for peer in (Abcvoting, Pabutools):
        try:
            found.append(peer())
        except ImportError:
            continue
    return found


def measure(peer: Abcvoting | Pabutools, data: Camp, rule: Rule) -> tuple[float, bool, Sequence[int] | None]:
    """Return the time, whether it is extrapolated from the slope of a few steps, and the winners of a full run."""
    count = peer.prepare(data, rule)
    if data.people > 5000:
        few, many = (best_of(1, lambda places=places: count(places))[0] for places in SLOPE_STEPS)
        slope = (many - few) / (SLOPE_STEPS[1] - SLOPE_STEPS[0])
        return few + slope * (data.places - SLOPE_STEPS[0]), True, None
    seconds, winners = best_of(3 if data.people < 1000 else 1, lambda: count(data.places))
    assert isinstance(winners, list)
    return seconds, False, winners


def rows(data: Camp, rule: Rule, others: Sequence[Abcvoting | Pabutools]) -> Iterator[str]:
    """Measure one camp by one rule and yield lines of a table."""
    own, winners = {}, {}
    own["stdlib"], winners["stdlib"] = ours(data, rule, Arithmetic.INTEGERS)
    if rule is Rule.SEQUENTIAL_PHRAGMEN:
        own["numpy"], winners["numpy"] = ours(data, rule, Arithmetic.NUMPY)
        if winners["numpy"] != winners["stdlib"]:
            raise SystemExit(f"{data}: the two paths differ")
    limit = LIMITS_IN_SECONDS.get((data.topics, data.people))
    for path, seconds in own.items():
        verdict = f" | limit {limit * 1000:.0f} ms: {_met(seconds <= limit)}" if limit else " |"
        yield f"| {data} | {rule} | ours, {path} | {_ms(seconds)} | 1{verdict} |"
    for peer in others:
        if rule not in peer.rules:
            continue
        seconds, is_extrapolated, found = measure(peer, data, rule)
        if found is not None and found != sorted(winners["stdlib"]):
            raise SystemExit(f"{data}, {rule}: {peer.name} has other winners")
        ratios = {path: seconds / time_ for path, time_ in own.items()}
        text = ", ".join(f"{ratio:.0f}× {path}" for path, ratio in ratios.items())
        verdict = ""
        if (data.topics, data.people, data.places) == TARGET_SIZE and rule is Rule.SEQUENTIAL_PHRAGMEN:
            verdict = "; ".join(
                f"target {TARGETS[peer.name, path]}× {path}: {_met(ratio >= TARGETS[peer.name, path])}"
                for path, ratio in ratios.items()
            )
        mark = " †" if is_extrapolated else ""
        yield f"| {data} | {rule} | {peer.name} | {_ms(seconds)}{mark} | {text} | {verdict} |"


def _met(is_met: bool) -> str:
    return "met" if is_met else "MISSED"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms" if seconds < 1 else f"{seconds:,.2f} s"


def main() -> int:
    parser = argparse.ArgumentParser(description="measure the voting engine beside its peers")
    parser.add_argument("--quick", action="store_true", help="leave the largest camp out")
    arguments = parser.parse_args()
    others = peers()
    if len(others) < 2:
        print(HOW_TO_INSTALL, file=sys.stderr)
    print(f"Python {platform.python_version()}, {platform.machine()}, seed {BASE_SEED}\n")
    print("| camp | rule | who | time | ratio to ours | target |\n|---|---|---|---|---|---|")
    for size in SIZES[:-1] if arguments.quick else SIZES:
        data = camp(*size)
        for rule in (Rule.SEQUENTIAL_PHRAGMEN, Rule.SEQUENTIAL_PAV, Rule.EQUAL_SHARES):
            if data.people > 5000 and rule is not Rule.SEQUENTIAL_PHRAGMEN:
                others_here: Sequence[Abcvoting | Pabutools] = ()
            else:
                others_here = others
            for row in rows(data, rule, others_here):
                print(row, flush=True)
    print("\n† extrapolated from the time of 4 and of 14 places.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
