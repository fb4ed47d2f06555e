"""An installation of the product in a folder of its own, driven by its command line."""

from __future__ import annotations

import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from tools.postgres import free_port

from tests.site import COMMAND, ROOT, site_environment


class Installation:
    """What an operator has: a folder, an environment and the command ``politoscope``."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.environment = {**site_environment(folder, self.port), "DATABASE_URL": database}
        self.log = folder / "log"
        self.server: subprocess.Popen[bytes] | None = None

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def call(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, whatever that is."""
        changed = {name: value for name, value in {**self.environment, **environment}.items() if value != "-"}
        return subprocess.run(
            [*COMMAND, *words], cwd=ROOT, env=changed, capture_output=True, text=True, check=False, timeout=120
        )

    def command(self, *words: str, **environment: str) -> str:
        """Run a command that must succeed; return what it printed."""
        done = self.call(*words, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def shell(self, code: str) -> str:
        """Run Python inside the product."""
        return self.command("manage", "shell", "--verbosity=0", "-c", code).strip()

    def serve(self, *options: str) -> None:
        """Start the server and wait for its first answer."""
        words = [*COMMAND, "serve", "--port", str(self.port), *options]
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(words, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.server.poll() is None:
            try:
                self.get("/healthz")
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError(f"The server did not start.\n{self.log.read_text()}")

    def get(self, path: str, *, timeout: float = 5) -> int:
        """Return the status of a page."""
        try:
            with urllib.request.urlopen(self.origin + path, timeout=timeout) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    def stop(self, number: int = signal.SIGTERM) -> int | None:
        """Send the server a signal; return its exit status once it is gone."""
        if self.server is None:
            return None
        self.server.send_signal(number)
        status = self.server.wait(30)
        self.server = None
        return status
