"""How soon a move of one planner is on the board of another one.

    python benchmarks/board_changes.py [--moves 50]

Starts the product (demo edition of today while it takes place: 29 sessions, 6 rooms, 5 slots; embedded SQLite, one
process, loopback). One planner moves sessions by HTTP, as the board's script does; another one has the board open in
Debian's Chromium, and a stream of events stands open beside it. From the moment the mover has the server's answer it
takes so long to the event on the stream, and to the new board in the other browser: the event, a random wait of up to
0.4 s (so that a hundred boards do not ask in one instant), the board over HTTP, and its place in the page. An event
that overtakes the answer counts below zero. Target (issue of the board): 1 s.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import threading
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from serving.site import Site, demo_site
from serving.visitor import Visitor

BOARD = "/heute/organise/plan/"
TARGET_SECONDS, PATIENCE_SECONDS, PAUSE_SECONDS = 1.0, 10.0, 0.5

TWO_SESSIONS = """
from politoscope.planning.models import Cell
cells = Cell.objects.filter(plan__edition__slug="heute", occurrence__length_slots=1, occurrence__number=1)
one = cells.order_by("slot__starts_at", "room__position").first()
other = cells.exclude(slot=one.slot).order_by("slot__starts_at", "room__position").last()
print(one.occurrence.proposal.number, one.slot_id, one.room_id, other.slot_id, other.room_id, one.plan.version)
"""
WATCH = """() => {
  const board = document.querySelector('[data-board]');
  window.seen = {};
  new MutationObserver(() => {
    const version = board.querySelector('[data-version]')?.dataset.version;
    if (version && !(version in seen)) seen[version] = performance.timeOrigin + performance.now();
  }).observe(board, {childList: true, subtree: true, attributes: true});
}"""


class Stream(threading.Thread):
    """An open stream of what changes on the board: keeps the instants at which events arrived."""

    def __init__(self, site: Site, cookie: str) -> None:
        super().__init__(daemon=True)
        address = f"{site.origin}/heute/events/?topics=draft-plan"
        self.request = urllib.request.Request(address, headers={"Cookie": cookie, "Accept": "text/event-stream"})
        self.arrived: list[float] = []

    def run(self) -> None:
        with urllib.request.urlopen(self.request) as answer:
            for line in answer:
                if line.startswith(b"event: versions"):
                    self.arrived.append(time.time())


def measure(site: Site, page: Any, moves: int) -> tuple[list[float], list[float]]:
    """Let two sessions change places again and again; return the seconds to the event and to the new board."""
    planner = Visitor(site.origin, "moderator")
    stream = Stream(site, planner.cookie_header())
    stream.start()
    number, *cells, version = site.script(TWO_SESSIONS).split()
    ends = [cells[2:], cells[:2]]
    wait_until(lambda: stream.arrived, "no event on the stream")
    events, boards = [], []
    for move in range(moves):
        time.sleep(PAUSE_SECONDS)
        heard = len(stream.arrived)
        slot, room = ends[move % 2]
        seen = int(version) + move
        planner.press(f"{BOARD}sessions/{number}/move/", slot=slot, room=room, is_swap="on", seen=str(seen))
        answered = time.time()
        wait_until(lambda heard=heard: len(stream.arrived) > heard, "no event on the stream")
        page.locator(f'[data-version="{seen + 1}"]').wait_for(state="attached", timeout=1000 * PATIENCE_SECONDS)
        events.append(stream.arrived[heard] - answered)
        boards.append(page.evaluate(f"window.seen['{seen + 1}']") / 1000 - answered)
    return events, boards


def wait_until(is_there: Any, complaint: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_there():
        if time.monotonic() > deadline:
            raise SystemExit(complaint)
        time.sleep(0.005)


def line(name: str, seconds: Sequence[float]) -> str:
    """Return a row of the table."""
    ordered = sorted(1000 * one for one in seconds)
    shares = [ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.95)]
    return f"| {name} | {round(shares[0])} ms | {round(shares[1])} ms | {round(ordered[-1])} ms |"


def main() -> int:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moves", type=int, default=50)
    moves = parser.parse_args().moves
    with tempfile.TemporaryDirectory(prefix="board-") as folder, sync_playwright() as playwright:
        site = demo_site(Path(folder), "live")
        load = os.getloadavg()[0]
        site.start()
        try:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(base_url=site.origin)
            page.request.post("/demo/role/moderator/", max_redirects=0)
            page.goto(BOARD)
            page.evaluate(WATCH)
            events, boards = measure(site, page, moves)
            browser.close()
        finally:
            site.stop()
    print(f"{moves} moves, load {load:.1f} to {os.getloadavg()[0]:.1f}\n")
    print(f"| from the answer to | p50 | p95 (target {TARGET_SECONDS:.0f} s) | worst |\n|{'---|' * 4}")
    print(line("the event on a stream", events))
    print(line("the new board in another browser", boards))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
