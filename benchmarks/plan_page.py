"""The public plan page under load, beside a pretalx schedule page in the same run.

    python benchmarks/plan_page.py [--seconds 5] [--clients 16] [--without-pretalx]

Starts the product (demo edition of today: 29 accepted sessions, 6 rooms, 5 slots, published; embedded SQLite, one
process, the ASGI server of ``politoscope serve``) and, with an equal number of sessions, rooms and slots, pretalx from
the package index in a virtual environment of its own (production settings, SQLite, gunicorn with one worker as in its
documentation). Both are asked by the same client over loopback with kept connections: requests per second, p50, p95 and
p99 of the answer time, processor time of the server per answer (which other work on the machine does not change), bytes
over the wire as browsers ask for them. Then Debian's Chromium opens both pages on a slow phone profile (1.6 Mbit/s,
150 ms, CPU four times slower) and says when the first and the largest content was painted, how long tasks kept the page
from answering, how far the layout shifted, and what was loaded.

The product is measured three times: as readers meet it (pages kept in memory until the plan changes), rendered for each
by a query that differs each time (only the plan itself is kept), and signed in. pretalx serves a page whose sessions
come by a second request (its widget) and a page without JavaScript that holds them; both are measured, the second one
is the equal.
Sends to 127.0.0.1 only, and stops by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from serving.load import Figures, measure
from serving.phone import Visit, first_visit
from serving.pretalx import pretalx
from serving.site import demo_site
from serving.visitor import Visitor

Visits = dict[str, Visit]


def show(rows: list[Figures], visits: Visits) -> None:
    print(f"\n{'page':<44}{'req/s':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'CPU ms':>9}{'html kB':>9}{'wire kB':>9}")
    for row in rows:
        print(
            f"{row.name:<44}{row.rate:>8.0f}{row.p50_ms:>9.1f}{row.p95_ms:>9.1f}{row.p99_ms:>9.1f}{row.cpu_ms:>9.2f}"
            f"{row.plain_bytes / 1000:>9.1f}{row.wire_bytes / 1000:>9.1f}"
        )
    print(f"\n{'slow phone, first visit':<44}{'FCP ms':>8}{'LCP ms':>9}{'TBT ms':>9}{'CLS':>8}{'kB without fonts':>18}")
    for name, visit in visits.items():
        print(
            f"{name:<44}{visit.first_ms:>8.0f}{visit.largest_ms:>9.0f}{visit.blocked_ms:>9.0f}{visit.shift:>8.3f}"
            f"{visit.loaded_kb:>18.1f}"
        )


PAGE = "/heute/plan/"
PEER_PAGES = {
    "pretalx schedule without JavaScript": "/bench/schedule/nojs",
    "pretalx schedule page (sessions not in it)": "/bench/schedule/",
    "pretalx widget data for that page": "/bench/schedule/widgets/schedule.json",
}


def as_it_stands(path: str) -> Callable[[int], str]:
    """Return the addresses of one page: always the same."""
    return lambda number: path


def measure_ours(rows: list[Figures], visits: Visits, load: dict[str, Any]) -> float:
    """Measure the product; return the memory that the server holds afterwards, in MB."""
    with tempfile.TemporaryDirectory() as name:
        site = demo_site(Path(name), "live")
        site.start()
        assert site.process is not None
        server = (site.origin, site.process.pid)
        try:
            cookie = Visitor(site.origin, "participant").cookie_header()
            for title, path, cookies in (
                ("politoscope plan", as_it_stands(PAGE), ""),
                ("politoscope plan, each one rendered", lambda number: f"{PAGE}?q=&n={number}", ""),
                ("politoscope plan, signed in", as_it_stands(PAGE), cookie),
            ):
                rows.append(asyncio.run(measure(title, server, path, cookie=cookies, **load)))
            visits["politoscope plan"] = first_visit(site.origin + PAGE)
            return site.resident_mb()
        finally:
            site.stop()


def measure_peer(rows: list[Figures], visits: Visits, load: dict[str, Any]) -> None:
    """Measure pretalx."""
    with tempfile.TemporaryDirectory() as name, pretalx(Path(name)) as server:
        for title, path in PEER_PAGES.items():
            rows.append(asyncio.run(measure(title, server, as_it_stands(path), **load)))
        for title, path in list(PEER_PAGES.items())[:2]:
            visits[title] = first_visit(server[0] + path)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--without-pretalx", action="store_true")
    options = parser.parse_args()
    load_before = os.getloadavg()[0]
    load = {"seconds": options.seconds, "clients": options.clients}
    rows: list[Figures] = []
    visits: Visits = {}
    resident = measure_ours(rows, visits, load)
    if not options.without_pretalx:
        measure_peer(rows, visits, load)
    show(rows, visits)
    print(f"\nresident memory of our server afterwards: {resident:.0f} MB; load average before: {load_before:.1f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
