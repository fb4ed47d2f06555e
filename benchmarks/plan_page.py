"""The public plan page under load, beside a pretalx schedule page in the same run.

    python benchmarks/plan_page.py [--seconds 5] [--clients 16] [--without-pretalx]

Starts the product (demo edition of today: 29 accepted sessions, 6 rooms, 5 slots, published; embedded SQLite, one
process, the ASGI server of ``politoscope serve``) and, with an equal number of sessions, rooms and slots, pretalx from
the package index in a virtual environment of its own (production settings, SQLite, gunicorn with one worker as in its
documentation). Both are asked by the same client over loopback with kept connections: requests per second, p50, p95 and
p99 of the answer time, processor time of the server per answer (which other work on the machine does not change), bytes
over the wire as browsers ask for them. Then Debian's Chromium opens both pages on a slow
phone profile (1.6 Mbit/s, 150 ms, CPU four times slower) and says when the first content was painted.

The product is measured three times: as readers meet it (pages kept in memory until the plan changes), with that memory
switched off by a query that differs each time, and signed in. pretalx serves a page whose sessions come by a second
request (its widget) and a page without JavaScript that holds them; both are measured, the second one is the equal.
Sends to 127.0.0.1 only, and stops by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEER = ROOT / ".venv-pretalx"
PEER_VERSION = "2025.2.2"
STARTS_WITHIN_SECONDS = 120


@dataclass(frozen=True)
class Figures:
    """What one page did under load."""

    name: str
    rate: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    cpu_ms: float
    plain_bytes: int
    wire_bytes: int


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(command: list[str], environment: dict[str, str], url: str, folder: Path) -> Iterator[int]:
    """Run a server until the block ends; yield its process id."""
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while True:
            try:
                with urllib.request.urlopen(url, timeout=10):
                    break
            except OSError:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise SystemExit(f"the server did not start\n{(folder / 'log').read_text()[-2000:]}") from None
                time.sleep(0.2)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def cpu_seconds(process: int) -> float:
    """Return the processor time that a process and its children have used so far."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        if process in (int(stat.parent.name), int(fields[1])):
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def politoscope(folder: Path) -> Iterator[tuple[str, int]]:
    """Start the product with the demo in its live phase."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "POLITOSCOPE_DEMO": "1",
        "POLITOSCOPE_DATA": str(folder),
        "SITE_ORIGIN": origin,
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "politoscope.cli"]
    for words in (
        ["manage", "migrate", "-v0"],
        ["manage", "collectstatic", "--noinput", "-v0"],
        ["demo", "--phase", "live"],
    ):
        subprocess.run([*command, *words], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    with running([*command, "serve", "--port", str(port)], environment, f"{origin}/healthz", folder) as process:
        yield origin, process


PEER_DATA = """
import datetime as dt
from django.utils.timezone import now
from django_scopes import scope, scopes_disabled
from pretalx.event.models import Event, Organiser
from pretalx.person.models import SpeakerProfile, User
from pretalx.schedule.models import Room
from pretalx.submission.models import Submission
with scopes_disabled():
    organiser = Organiser.objects.create(name="Bench", slug="benchorg")
    event = Event.objects.create(name="Bench", slug="bench", organiser=organiser, is_public=True, email="a@example.org",
        date_from=now().date(), date_to=now().date(), timezone="Europe/Berlin", locale="de", locale_array="de,en")
with scope(event=event):
    event.build_initial_data()
    rooms = [Room.objects.create(event=event, name=f"Raum {n}", position=n) for n in range(6)]
    start = now().replace(hour=9, minute=0, second=0, microsecond=0)
    for n in range(30):
        user = User.objects.create_user(name=f"Person {n}", email=f"p{n}@example.org", locale="de")
        SpeakerProfile.objects.create(user=user, event=event, biography="")
        talk = Submission.objects.create(event=event, title=f"Was wir aus Sitzung {n} gelernt haben",
            content_locale="de", submission_type=event.cfp.default_type,
            abstract="Ein Abstract von normaler Laenge. " * 4)
        talk.speakers.add(user)
        talk.accept(force=True)
        talk.confirm(force=True)
        slot = talk.slots.first()
        slot.room, slot.start = rooms[n % 6], start + dt.timedelta(hours=n // 6)
        slot.end = slot.start + dt.timedelta(minutes=45)
        slot.save()
    event.feature_flags["show_schedule"] = True
    event.save()
    event.release_schedule("1")
"""


@contextmanager
def pretalx(folder: Path) -> Iterator[tuple[str, int]]:
    """Install the peer if need be, give it as many sessions, and start it."""
    if not (PEER / "bin" / "python").exists():
        print(f"installing pretalx {PEER_VERSION} into {PEER.name} …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", PEER], check=True)
        words = ["install", "--quiet", f"pretalx=={PEER_VERSION}", "gunicorn"]
        subprocess.run([PEER / "bin" / "python", "-m", "pip", *words], check=True)
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "PRETALX_DATA_DIR": str(folder),
        "PRETALX_DEBUG": "False",
        "PRETALX_SITE_URL": origin,
        "DJANGO_SETTINGS_MODULE": "pretalx.settings",
    }
    python = str(PEER / "bin" / "python")
    for words in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([python, "-m", "pretalx", *words], env=environment, cwd=folder, check=True)
    setup = "import django; django.setup()\n" + PEER_DATA
    subprocess.run([python, "-c", setup], env=environment, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    gunicorn = [str(PEER / "bin" / "gunicorn"), "pretalx.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    with running(gunicorn, environment, f"{origin}/bench/schedule/nojs", folder) as process:
        yield origin, process


async def measure(
    name: str, server: tuple[str, int], path: Callable[[int], str], *, seconds: float, clients: int, cookie: str = ""
) -> Figures:
    """Ask for a page with so many clients at once, each on a connection of its own, as fast as it answers."""
    origin, process = server
    host, port = origin.removeprefix("http://").split(":")
    head = f"Host: {host}:{port}\r\nAccept-Language: de\r\nAccept-Encoding: gzip, br\r\nAccept: text/html\r\n"
    head += f"Cookie: {cookie}\r\n" if cookie else ""
    times: list[float] = []
    sizes: list[int] = []
    ends = time.monotonic() + seconds

    async def one_client(number: int) -> None:
        reader = writer = None
        asked = 0
        while time.monotonic() < ends:
            if writer is None:
                reader, writer = await asyncio.open_connection(host, int(port))
            asked += 1
            began = time.monotonic()
            writer.write(f"GET {path(number * 1_000_000 + asked)} HTTP/1.1\r\n{head}\r\n".encode())
            answer, is_kept = await read_answer(reader)
            times.append(time.monotonic() - began)
            sizes.append(len(answer))
            if not is_kept:
                writer.close()
                writer = None
        if writer is not None:
            writer.close()

    for warm in range(3):
        urllib.request.urlopen(
            urllib.request.Request(origin + path(warm), headers={"Cookie": cookie}), timeout=60
        ).read()
    began, used = time.monotonic(), cpu_seconds(process)
    await asyncio.gather(*(one_client(number) for number in range(clients)))
    took, used = time.monotonic() - began, cpu_seconds(process) - used
    times.sort()
    body = fetch(origin + path(0), {"Accept": "text/html", "Accept-Language": "de", "Cookie": cookie})
    return Figures(
        name=name,
        rate=len(times) / took,
        p50_ms=1000 * times[len(times) // 2],
        p95_ms=1000 * times[int(len(times) * 0.95)],
        p99_ms=1000 * times[int(len(times) * 0.99)],
        cpu_ms=1000 * used / len(times),
        plain_bytes=len(body),
        wire_bytes=int(statistics.median(sizes)),
    )


def fetch(url: str, headers: dict[str, str]) -> bytes:
    """Return what stands at an address."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:
        return answer.read()


async def read_answer(reader: asyncio.StreamReader) -> tuple[bytes, bool]:
    """Read one answer; return its body and whether the connection is kept. Anything but 200 stops the benchmark."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status = int(head.split(" ", 2)[1])
    if status != 200:
        raise SystemExit(f"status {status}\n{head}")
    fields = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head.split("\r\n"))
    }
    if "content-length" in fields:
        body = await reader.readexactly(int(fields["content-length"]))
    else:
        body = b""
        while size := int((await reader.readline()).split(b";")[0], 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
    return body, fields.get("connection", "keep-alive").lower() != "close"


def first_paint(url: str) -> tuple[float, float, int]:
    """Return first and largest contentful paint in ms on a slow phone, and the kilobytes loaded without fonts."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        paints, largest, loaded = [], [], 0
        for _ in range(3):
            context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True)
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            session.send(
                "Network.emulateNetworkConditions",
                {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000},
            )
            session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
            kinds: dict[str, str] = {}
            bytes_of: dict[str, float] = {}
            session.on(
                "Network.responseReceived", lambda event, kinds=kinds: kinds.update({event["requestId"]: event["type"]})
            )
            session.on(
                "Network.loadingFinished",
                lambda event, bytes_of=bytes_of: bytes_of.update({event["requestId"]: event["encodedDataLength"]}),
            )
            page.goto(url, wait_until="load")
            page.wait_for_timeout(2_000)
            paints.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"))
            largest.append(
                page.evaluate(
                    "new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))"
                    ".observe({type: 'largest-contentful-paint', buffered: true}))"
                )
            )
            loaded = int(sum(size for request, size in bytes_of.items() if kinds.get(request) != "Font") / 1000)
            context.close()
        browser.close()
    return statistics.median(paints), statistics.median(largest), loaded


def role_cookie(origin: str, role: str) -> str:
    """Step into a role of the demo and return the session cookie."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args: object) -> None:
            return None

    opener = urllib.request.build_opener(Stay)
    try:
        opener.open(urllib.request.Request(f"{origin}/demo/role/{role}/", method="POST"), timeout=30)
    except urllib.error.HTTPError as answer:
        cookies = answer.headers.get_all("Set-Cookie") or []
        return "; ".join(cookie.split(";")[0] for cookie in cookies)
    raise SystemExit("the demo gave no role")


def show(rows: list[Figures], paints: dict[str, tuple[float, float, int]]) -> None:
    print(f"\n{'page':<44}{'req/s':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'CPU ms':>9}{'html kB':>9}{'wire kB':>9}")
    for row in rows:
        print(
            f"{row.name:<44}{row.rate:>8.0f}{row.p50_ms:>9.1f}{row.p95_ms:>9.1f}{row.p99_ms:>9.1f}{row.cpu_ms:>9.1f}"
            f"{row.plain_bytes / 1000:>9.1f}{row.wire_bytes / 1000:>9.1f}"
        )
    print(f"\n{'slow phone, first visit':<44}{'FCP ms':>8}{'LCP ms':>9}{'kB without fonts':>18}")
    for name, (first, largest, loaded) in paints.items():
        print(f"{name:<44}{first:>8.0f}{largest:>9.0f}{loaded:>18}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--without-pretalx", action="store_true")
    options = parser.parse_args()
    load = {"seconds": options.seconds, "clients": options.clients}
    rows: list[Figures] = []
    paints: dict[str, tuple[float, float, int]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with politoscope(folder) as (origin, process):
            page = "/heute/plan/"
            rows.append(asyncio.run(measure("politoscope plan", (origin, process), lambda n: page, **load)))
            rows.append(
                asyncio.run(
                    measure(
                        "politoscope plan, each one rendered", (origin, process), lambda n: f"{page}?q=&n={n}", **load
                    )
                )
            )
            cookie = role_cookie(origin, "participant")
            rows.append(
                asyncio.run(
                    measure("politoscope plan, signed in", (origin, process), lambda n: page, cookie=cookie, **load)
                )
            )
            paints["politoscope plan"] = first_paint(origin + page)
    if not options.without_pretalx:
        with tempfile.TemporaryDirectory() as name, pretalx(Path(name)) as (origin, process):
            for label, path in (
                ("pretalx schedule without JavaScript", "/bench/schedule/nojs"),
                ("pretalx schedule page (sessions not in it)", "/bench/schedule/"),
                ("pretalx widget data for that page", "/bench/schedule/widgets/schedule.json"),
            ):
                rows.append(asyncio.run(measure(label, (origin, process), lambda n, path=path: path, **load)))
            paints["pretalx schedule"] = first_paint(f"{origin}/bench/schedule/")
            paints["pretalx schedule without JavaScript"] = first_paint(f"{origin}/bench/schedule/nojs")
    show(rows, paints)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
