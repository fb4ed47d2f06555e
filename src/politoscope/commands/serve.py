"""``politoscope serve``: the whole site in one process, worker included."""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import signal
import socket
import sys
from types import FrameType

from politoscope.environment import Environment
from politoscope.trouble import NotReady

FIRST_PORT, PORTS_TO_TRY = 8000, 100
BACKLOG = 2048
STOP_SECONDS = 15


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=None, help="default: PORT, or 8000, or the next one that is free")
    parser.add_argument("--processes", type=int, default=1, metavar="N", help="more than one wants PostgreSQL")
    parser.add_argument("--worker-only", action="store_true", help="run background work and no site")


def run(arguments: argparse.Namespace) -> int:
    """Start and stay until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "politoscope.settings")
    signal.signal(signal.SIGTERM, leave)
    with contextlib.suppress(KeyboardInterrupt):
        return run_worker() if arguments.worker_only else run_site(arguments)
    return 0


def leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def run_site(arguments: argparse.Namespace) -> int:
    """Open the port first: when it is taken, nothing else has happened yet."""
    listener = listen(arguments.host, arguments.port)
    port = listener.getsockname()[1]
    if Environment().flag("POLITOSCOPE_DEMO", default=False):
        os.environ.setdefault("SITE_ORIGIN", f"http://localhost:{port}")
    prepare()
    say_address(arguments, port)
    serve(listener, processes=arguments.processes)
    return 0


def listen(host: str, port: int | None) -> socket.socket:
    """Return a bound socket: on the port that was asked for, or on the first free one from 8000 on.

    It names its protocol: only then asyncio turns Nagle's algorithm off for what comes in, and the body of an answer
    does not wait up to 40 ms for the browser to confirm the head.
    """
    asked = port if port is not None else Environment().number("PORT", default=0) or None
    candidates = [asked] if asked is not None else range(FIRST_PORT, FIRST_PORT + PORTS_TO_TRY)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in candidates:
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(BACKLOG)  # at once: two bound sockets can share a port until one of them listens
        except OSError as error:
            listener.close()
            problem = error.strerror
        else:
            return listener
    raise NotReady(
        f"Nothing can listen on {host}, port {asked or FIRST_PORT} ({problem}). Choose another one with --port."
    )


def prepare() -> None:
    """Load Django, and make sure that the site can start and save."""
    import django

    django.setup()
    from politoscope.preflight import require_ready

    require_ready()


def say_address(arguments: argparse.Namespace, port: int) -> None:
    """Tell where the site is."""
    from django.conf import settings

    everywhere = "0.0.0.0"  # nosec B104 - compared, not listened on
    host = "localhost" if arguments.host in {"127.0.0.1", everywhere, "::", "::1"} else arguments.host
    address = f"http://{host}:{port}/"
    is_second_choice = arguments.port is None and not os.environ.get("PORT") and port != FIRST_PORT
    print(f"Politoscope runs at {address}" + (f" (port {FIRST_PORT} is taken)." if is_second_choice else "."))
    if settings.DEMO:
        from politoscope.demo.roles import ROLES

        print(f"Step into a role at {address}demo/ with one click: {', '.join(ROLES)}.")
        print(f"Mails of the demo are at {address}mailbox/ and are printed here.")
    print("Stop it with Ctrl+C.", flush=True)


def serve(listener: socket.socket, *, processes: int) -> None:
    """Hand the socket to uvicorn. It logs no requests: they would hold addresses (P-12)."""
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    allow_many_connections()
    config = uvicorn.Config(
        "politoscope.asgi:application",
        workers=processes,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # Django reads what a trusted proxy says, see TRUSTED_PROXY_COUNT
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    if processes > 1:
        listener.set_inheritable(True)
        Multiprocess(config, sockets=[listener]).run()
    else:
        uvicorn.Server(config).run(sockets=[listener])


def allow_many_connections() -> None:
    """Raise the number of open files to what the system allows: each stream is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def run_worker() -> int:
    """Run the worker alone until told to stop; the task that runs comes to its end first."""
    prepare()
    from politoscope.background import Clock, Worker

    worker, clock = Worker(), Clock()
    clock.start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.ask_to_stop())
    print("The worker of Politoscope runs. Stop it with Ctrl+C.", file=sys.stdout, flush=True)
    worker.run()
    clock.stop()
    return 0
