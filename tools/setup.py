#!/usr/bin/env python3
"""Brings this folder into the state that running, checking or testing needs.

``python3 tools/setup.py run|check|test|bench``. Standard library only: it runs before anything of ours is installed.
Every step is skipped when its input has not changed (stamps.py), so a second call takes a fraction of a second.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - this file must say so itself, in words
    sys.exit(
        f"Politoscope needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.11 run"
    )

import debian
from stamps import ROOT, Step, is_done, perform, stop

VENV = ROOT / (".venv-bench" if sys.argv[1:] == ["bench"] else ".venv")
"""The peers of the benchmarks never come near the product, hence an environment of their own."""
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / ".stamps"
DATA = Path(os.environ.get("POLITOSCOPE_DATA", ROOT / "var")).absolute()
LOCKS = {"run": "base", "check": "dev", "test": "dev", "bench": "bench"}
"""Which lock file each purpose installs."""
SOURCES = ("src/politoscope/*/migrations/*.py", "requirements/base.txt")


def call(*words: str | Path, demo: bool = False, also: Mapping[str, str] | None = None) -> None:
    """Run a program in the repository; stop with its output when it fails."""
    environment = {**os.environ, **(also or {})}
    if demo:
        environment.update(POLITOSCOPE_DEMO="1", POLITOSCOPE_DATA=str(DATA))
    done = subprocess.run(
        [str(word) for word in words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        stop(f"{done.stdout}{done.stderr}\nThis failed: {' '.join(map(str, words))}")


def make_environment() -> None:
    """Create the virtual environment; Debian keeps the module for it in a package of its own."""
    try:
        import ensurepip  # noqa: F401 - its absence is what Debian's missing package looks like
    except ImportError:
        package = f"python3.{sys.version_info.minor}-venv"
        if not debian.may_install():
            stop(f"Python's module venv is missing. Install it and call make again:\n  {debian.by_hand([package])}")
        debian.install([package])
    call(sys.executable, "-m", "venv", VENV)


def install_requirements(name: str) -> Callable[[], None]:
    """Make the step that installs one lock file, every package checked against its hash."""

    def run() -> None:
        lock = ROOT / "requirements" / f"{name}.txt"
        if uv := shutil.which("uv"):
            fast = [uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "--no-deps", "-r", lock]
            if subprocess.run(fast, cwd=ROOT, capture_output=True, check=False).returncode == 0:
                return
        quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        call(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", lock, also=quiet)

    return run


def install_product() -> None:
    """Put the command politoscope into the environment, pointing at this source tree."""
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ".")
    call(*pip, also={"PIP_DISABLE_PIP_VERSION_CHECK": "1"})


def politoscope(*words: str) -> Callable[[], None]:
    """Make the step that runs a command of the product on the demo's data."""
    return lambda: call(VENV / "bin" / "politoscope", *words, demo=True)


def packages(lock: str) -> list[Step]:
    """Return the steps up to an installed environment."""
    version = sys.version.split()[0]
    return [
        Step("virtual environment", STAMPS / "venv", make_environment, facts=(version,), outputs=(PYTHON,)),
        Step(
            f"locked packages ({lock})",
            STAMPS / lock,
            install_requirements(lock),
            files=(f"requirements/{lock}.txt",),
            facts=(version,),
        ),
        Step(
            "command politoscope",
            STAMPS / "product",
            install_product,
            files=("pyproject.toml",),
            facts=(str(ROOT),),
            outputs=(VENV / "bin" / "politoscope",),
        ),
    ]


def assets() -> list[Step]:
    """Return the steps that fetch the front-end files and compile the message catalogues."""
    catalogues = "src/politoscope/*/locale/*/LC_MESSAGES/django.po"
    compiled = tuple(path.with_suffix(".mo") for path in ROOT.glob(catalogues))
    return [
        Step(
            "front-end files",
            STAMPS / "assets",
            lambda: call(PYTHON, ROOT / "tools" / "assets.py"),
            files=("package-lock.json", "tools/assets.py", "requirements/node.txt"),
            outputs=(ROOT / "src" / "politoscope" / "ui" / "static" / "vendor",),
        ),
        Step(
            "message catalogues",
            STAMPS / "messages",
            lambda: call(PYTHON, ROOT / "tools" / "messages.py", "compile"),
            files=(catalogues, "tools/messages.py"),
            outputs=compiled,
        ),
    ]


def demo_site() -> list[Step]:
    """Return the steps from an empty data folder to the demo editions."""
    stamps = DATA / ".stamps"
    return [
        Step(
            "database",
            stamps / "database",
            politoscope("manage", "migrate", "--verbosity=0"),
            files=SOURCES,
            facts=(os.environ.get("DATABASE_URL", ""),),
        ),
        Step(
            "static files",
            stamps / "static",
            politoscope("manage", "collectstatic", "--noinput", "--clear", "--verbosity=0"),
            files=("src/politoscope/*/static/**/*", "requirements/base.txt"),
            outputs=(DATA / "static" / "staticfiles.json",),
        ),
        Step(
            "demo editions",
            stamps / "demo",
            politoscope("demo"),  # a second time it only moves an edition whose day is over to today
            facts=(os.environ.get("DATABASE_URL", ""), f"{datetime.now():%Y-%m-%d %H}"),
        ),
    ]


def compiled_engine() -> Step:
    """Return the step that compiles the planning search, so that nobody waits on stage."""
    return Step(
        "planning engine, compiled once: one to two minutes",
        STAMPS / "engine",
        lambda: call(PYTHON, "-m", "barcamp_engine.planning.solvers.warm_up"),
        files=("src/barcamp_engine/planning/solvers/kernels/*.py", "requirements/base.txt"),
        facts=(str(ROOT),),
    )


def compile_in_background() -> None:
    """Compile while the site runs already: until then the engine plans without compiled code."""
    if not is_done(compiled_engine()):
        print("  planning engine: compiles in the background, one to two minutes", flush=True)
        words = [sys.executable, str(ROOT / "tools" / "setup.py"), "engine"]
        quiet = subprocess.DEVNULL
        subprocess.Popen(words, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)


def debian_packages(names: tuple[str, ...], *, needed: bool) -> None:
    """See to the system's packages: install, or say exactly which are missing."""
    if not (absent := debian.missing(names)):
        return
    if debian.may_install():
        print(f"  Debian packages: {' '.join(absent)}", flush=True)
        debian.install(absent)
    elif needed:
        stop(f"The tests need these Debian packages; install them and call make again:\n  {debian.by_hand(absent)}")
    else:
        print(f"  Without these packages the site makes no PDFs:\n    {debian.by_hand(absent)}", flush=True)


def main(purpose: str) -> None:
    """Do what one purpose needs."""
    if purpose == "engine":
        perform(compiled_engine())
        return
    steps = packages(LOCKS[purpose]) + assets()
    if purpose in {"run", "bench"}:
        debian_packages(debian.RUN, needed=False)
    if purpose == "run":
        steps += demo_site()
    if purpose == "test":
        debian_packages(debian.TEST, needed=True)
        steps.append(
            Step(
                "test tools (axe, HTML validator)",
                STAMPS / "test-tools",
                lambda: call(PYTHON, ROOT / "tools" / "assets.py", "tests"),
                files=("tests/package-lock.json", "tools/assets.py"),
                outputs=(ROOT / "tests" / "node_modules",),
            )
        )
    if purpose in {"test", "bench"}:
        steps.append(compiled_engine())
    for step in steps:
        perform(step)
    if purpose == "run":
        compile_in_background()


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in {*LOCKS, "engine"}:
        sys.exit(__doc__)
    main(sys.argv[1])
