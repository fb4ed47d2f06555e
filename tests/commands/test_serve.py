from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from politoscope.commands.serve import listen
from tests.commands.installation import Installation
from tests.site import COMMAND, ROOT


def only_sentence(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one line a failed start prints."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    lines = [line for line in done.stderr.splitlines() if line]
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_a_server_starts_serves_and_stops_with_status_0(installation: Installation) -> None:
    installation.serve()
    assert installation.get("/healthz") == 200
    assert installation.stop() == 0
    assert f"Politoscope runs at http://localhost:{installation.port}/." in installation.log.read_text()


def test_ctrl_c_stops_without_a_traceback(installation: Installation) -> None:
    installation.serve()
    assert installation.stop(signal.SIGINT) == 0
    assert "Traceback" not in installation.log.read_text()


def test_an_open_stream_does_not_hold_up_the_stop(installation: Installation) -> None:
    installation.shell(
        "from politoscope.editions.models import *;"
        "Edition.objects.create(series=Series.objects.create(name='S'), slug='camp', title='C', is_published=True)"
    )
    installation.serve()
    with socket.create_connection(("127.0.0.1", installation.port)) as page:
        page.sendall(b"GET /camp/events/?topics=plan HTTP/1.1\r\nHost: localhost\r\n\r\n")
        page.settimeout(10)
        while b"event: versions" not in page.recv(65536):
            pass
        began = time.monotonic()
        assert installation.stop() == 0
    assert time.monotonic() - began < 5


def test_several_processes_serve_one_address(installation: Installation) -> None:
    installation.serve("--processes", "2")
    assert [installation.get("/healthz") for _ in range(6)] == [200] * 6
    assert installation.stop() == 0


def test_a_site_that_is_no_demo_wants_https(embedded: Installation) -> None:
    """``POLITOSCOPE_DEMO=0`` is no demo, and gets no plain address from the server."""
    del embedded.environment["SITE_ORIGIN"]
    embedded.environment |= {"POLITOSCOPE_DEMO": "0", "SECRET_KEY": "k" * 50, "ALLOWED_HOSTS": "127.0.0.1"}
    embedded.serve()
    connection = http.client.HTTPConnection("127.0.0.1", embedded.port, timeout=10)
    connection.request("GET", "/")
    answer = connection.getresponse()
    connection.close()
    assert (answer.status, answer.getheader("Location")) == (301, f"https://127.0.0.1:{embedded.port}/")


def test_answers_leave_at_once() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP  # asyncio's condition for turning Nagle's algorithm off


def test_a_taken_port_that_was_asked_for_is_a_sentence(embedded: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        sentence = only_sentence(embedded.call("serve", "--port", str(port)))
    assert sentence == (
        f"politoscope serve: Nothing can listen on 127.0.0.1, port {port} (Address already in use). "
        "Choose another one with --port."
    )


def test_without_a_wish_the_next_free_port_is_taken_and_named(embedded: Installation) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", 8000))
            taken.listen()
        except OSError:
            pass  # somebody else has it: just as well
        server = subprocess.Popen(
            [*COMMAND, "serve"], cwd=ROOT, env=embedded.environment, stdout=subprocess.PIPE, text=True
        )
        assert server.stdout is not None
        line = server.stdout.readline()
        server.terminate()
        server.communicate(timeout=30)
    assert line.startswith("Politoscope runs at http://localhost:80")
    assert line.endswith("/ (port 8000 is taken).\n")


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"POLITOSCOPE_DEMO": "0"}, "SECRET_KEY is not set."),
        ({"POLITOSCOPE_DEMO": "0", "SECRET_KEY": "x" * 50}, "ALLOWED_HOSTS is not set."),
        ({"PORT": "first"}, "PORT is 'first'. Set it to a whole number"),
        ({"WORKER_IN_SERVER": "maybe"}, "WORKER_IN_SERVER is 'maybe'. Set it to 1 or 0."),
        ({"REALTIME_MAX_STREAMS": "many"}, "REALTIME_MAX_STREAMS is 'many'."),
        ({"DATABASE_URL": "mysql://user:hidden@host/name"}, "DATABASE_URL begins with 'mysql:'."),
        ({"DATABASE_URL": "postgres://u:p@127.0.0.1:1/n"}, "The database server does not answer."),
        ({"DATABASE_URL": "sqlite:////no/such/folder/file"}, "The database file cannot be opened."),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_wrong_setting_is_a_sentence(embedded: Installation, environment: dict[str, str], sentence: str) -> None:
    said = only_sentence(embedded.call("serve", **environment))
    assert said.startswith(f"politoscope serve: {sentence}")
    assert "hidden" not in said


def test_a_database_that_lacks_steps_is_a_sentence(embedded: Installation, tmp_path: Path) -> None:
    said = only_sentence(embedded.call("serve", DATABASE_URL=f"sqlite:///{tmp_path / 'new'}"))
    assert "steps behind the program. Run: politoscope manage migrate" in said


def test_a_read_only_database_is_a_sentence(embedded: Installation) -> None:
    for path, mode in ((embedded.folder / "politoscope.sqlite3", 0o444), (embedded.folder, 0o555)):
        path.chmod(mode)
    without_privilege = ["setpriv", "--bounding-set", "-dac_override", "--inh-caps", "-dac_override"]
    words = [*COMMAND, "serve"] if os.getuid() else [*without_privilege, *COMMAND, "serve"]
    done = subprocess.run(
        words, cwd=ROOT, env=embedded.environment, capture_output=True, text=True, check=False, timeout=120
    )
    embedded.folder.chmod(0o755)
    assert "The database cannot be written to." in only_sentence(done)


def test_a_full_disk_is_a_sentence(embedded: Installation) -> None:
    """No disk of its own for a test: a process may not let any file grow, which SQLite meets like a full one."""
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0));"
        "from politoscope.cli import main; sys.exit(main(['serve']))"
    )
    done = subprocess.run(
        [COMMAND[0], "-c", program], cwd=ROOT, env=embedded.environment, capture_output=True, text=True, check=False
    )
    assert "The disk" in only_sentence(done)


def test_missing_style_sheets_are_a_sentence(embedded: Installation) -> None:
    (embedded.folder / "static" / "staticfiles.json").unlink()
    assert "Run: politoscope manage collectstatic" in only_sentence(embedded.call("serve"))


def test_a_damaged_database_is_a_sentence(embedded: Installation) -> None:
    (embedded.folder / "politoscope.sqlite3").write_bytes(b"no database at all" * 1000)
    assert "The database file is damaged" in only_sentence(embedded.call("serve"))


def test_the_worker_alone_does_what_waits(installation: Installation) -> None:
    installation.shell(
        "from django_tasks import *; from politoscope.mail.tasks import send_due_mails; send_due_mails.enqueue()"
    )
    worker = subprocess.Popen([*COMMAND, "serve", "--worker-only"], cwd=ROOT, env=installation.environment)
    status = "from django_tasks_db.models import DBTaskResult as R; print(*R.objects.values_list('status', flat=True))"
    deadline = time.monotonic() + 20
    while installation.shell(status) != "SUCCESSFUL" and time.monotonic() < deadline:
        time.sleep(0.2)
    worker.terminate()
    assert worker.wait(20) == 0
    assert installation.shell(status) == "SUCCESSFUL"
