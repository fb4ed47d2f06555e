"""Plans every shared instance and prints value, bound, gap and memory, beside the peers, as a table and a picture.

    python benchmarks/planning.py [--seconds 0.1 1 10 60] [--only PATTERN …] [--peers] [--repairs] [--out FILE]

Each run is the command `politoscope plan` in a process of its own, as a user starts it; every plan and claim is
judged by the independent verifier. Wall time includes start-up; memory is the largest resident set. The machine's load
is noted with each run, because a busy machine makes every figure worse. Runs are kept in `--records` and not repeated
(`--again` does), so that the whole can be made in parts; what was proven in less time is not run for longer.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from planning_picture import picture
from planning_repairs import mend, milliseconds_for_advice
from planning_runs import PEERS, ROOT, SHARED, Records, Run, load_verifier, run_peer, run_planner

PICTURE = ROOT / "docs" / "planning" / "value-over-time.svg"
RECORDS = ROOT / "build" / "planning-runs.jsonl"
PEER_SECONDS = 10.0
MARK = "<!-- measured: written by benchmarks/planning.py -->"


def main() -> None:
    """Run what is missing, print, and write the page from everything that was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, nargs="*", default=[0.1, 1, 10, 60])
    parser.add_argument("--only", nargs="*", default=[""], help="instances whose name contains one of these")
    parser.add_argument(
        "--no-deadline", action="store_true", help="fixed work instead of time: comparable on any machine"
    )
    parser.add_argument("--peers", action="store_true", help="run the peers as well, ten seconds each")
    parser.add_argument("--repairs", action="store_true", help="mend plans as well")
    parser.add_argument("--again", action="store_true", help="repeat runs that were kept")
    parser.add_argument("--records", type=Path, default=RECORDS, help="where runs are kept")
    parser.add_argument("--out", type=Path, help="write the tables here, and the picture beside the docs")
    arguments = parser.parse_args()
    judge = load_verifier()
    every = sorted((SHARED / "instances").glob("*.json"))
    paths = [path for path in every if any(part in path.stem for part in arguments.only)]
    records = Records(arguments.records)
    for path in paths:
        for seconds in sorted(arguments.seconds):
            if arguments.again or not _is_known(records, path.stem, seconds):
                records.keep(run_planner(path, seconds, judge, arguments.no_deadline))
                print(_line(records.runs["politoscope", path.stem, seconds]), flush=True)
        for peer in PEERS if arguments.peers else ():
            if arguments.again or (peer, path.stem, PEER_SECONDS) not in records.runs:
                records.keep(run_peer(peer, path, PEER_SECONDS, judge))
                print(records.runs[peer, path.stem, PEER_SECONDS], flush=True)
    tables = [*_runs(records.of("politoscope")), *_peers(records)]
    if arguments.repairs:
        tables += _repairs(paths)
    print("\n".join(tables))
    if arguments.out:
        _write_page(arguments.out, tables)
        PICTURE.write_text(picture(records.of("politoscope")), "utf-8")


def _write_page(path: Path, tables: list[str]) -> None:
    """Replace what follows the mark; what is said above it about the figures stays."""
    said = path.read_text("utf-8").partition(MARK)[0] if path.exists() else "# Planning, measured\n\n"
    path.write_text(said + MARK + "\n" + "\n".join(tables) + "\n", "utf-8")


def _is_known(records: Records, name: str, seconds: float) -> bool:
    """Whether the run was made, or a shorter one proved its plan the best."""
    return any(
        run.name == name and (run.seconds == seconds or (run.seconds < seconds and run.gap == 0.0))
        for run in records.of("politoscope")
    )


HEAD = "| instance | s | J | bound | gap | first plan | to best | wall s | cpu s | MB | load | verifier |"


def _line(run: Run) -> str:
    verdict = "ok" if not run.broken and not run.false_claims else "BROKEN"
    return (
        f"| {run.name} | {run.seconds:g} | {run.objective:.2f} | {run.bound:.2f} | {run.gap:.2%} | {run.first:.3f} "
        f"| {run.to_best:.2f} | {run.wall:.2f} | {run.cpu:.2f} | {run.megabytes:.0f} | {run.load:.1f} | {verdict} |"
    )


def _runs(runs: Iterable[Run]) -> list[str]:
    by_time: dict[float, list[Run]] = defaultdict(list)
    for run in runs:
        by_time[run.seconds].append(run)
    lines = ["## Runs", "", HEAD, "|---|" + "---:|" * 10 + "---|"]
    lines += [_line(run) for seconds in sorted(by_time) for run in by_time[seconds]]
    for seconds, those in sorted(by_time.items()):
        gaps = [run.gap for run in those]
        proven = sum(gap == 0 for gap in gaps)
        lines.append(f"\n{seconds:g} s: mean gap {statistics.mean(gaps):.2%}, {proven} of {len(gaps)} proven.")
    return lines


def _peers(records: Records) -> list[str]:
    """Return what each planner reached, J by the verifier; (n) counts broken rules, – means no plan."""
    names = sorted({run.name for peer in PEERS for run in records.of(peer)})
    if not names:
        return []
    lines = ["", "## Peers", "", "| instance | " + " | ".join(PEERS) + " | politoscope, 1 s |"]
    lines.append("|---|" + "---:|" * (len(PEERS) + 1))
    for name in names:
        own = records.runs.get(("politoscope", name, 1.0)) or records.runs.get(("politoscope", name, 0.1))
        runs = [*(records.runs.get((peer, name, PEER_SECONDS)) for peer in PEERS), own]
        lines.append(f"| {name} | " + " | ".join(map(_cell, runs)) + " |")
    return lines


def _cell(run: Run | None) -> str:
    if run is None or run.objective is None:
        return "–"
    return f"{run.objective:.1f}" + (f" ({run.broken})" if run.broken else "")


def _repairs(paths: list[Path]) -> list[str]:
    lines = ["", "## Repairs, half a second", ""]
    lines += ["| instance | change | first plan | wall s | slots, rooms moved | fewest proven | rules broken | load |"]
    lines += ["|---|---|---:|---:|---:|---|---:|---:|"]
    for path in paths:
        for one in mend(path):
            lines.append(
                f"| {one.name} | {one.change} | {one.first:.3f} | {one.wall:.2f} | {one.moves[0]}, {one.moves[1]} "
                f"| {'yes' if one.is_fewest else 'no'} | {one.broken} | {one.load:.1f} |"
            )
    lines += ["", "| instance | advice for one card, ms |", "|---|---:|"]
    lines += [f"| {path.stem} | {milliseconds_for_advice(path):.1f} |" for path in paths]
    return lines


if __name__ == "__main__":
    main()
