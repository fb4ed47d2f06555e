"""Debian packages: installed when we may (root and apt-get), named exactly when we may not."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

from stamps import stop

RUN = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-liberation")
"""What PDFs need. Everything else works without."""

TEST = (
    *RUN,
    "chromium",
    "postgresql",
    "gettext",
    "default-jre-headless",
    "poppler-utils",
    "libimage-exiftool-perl",
    "git",
)


def missing(packages: Sequence[str]) -> list[str]:
    """Return the packages that are not installed; empty where this is no Debian."""
    if shutil.which("dpkg-query") is None:
        return []
    call = ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *packages]
    shown = subprocess.run(call, capture_output=True, text=True, check=False)
    there = {line.split()[0] for line in shown.stdout.splitlines() if line.endswith(" installed")}
    return [package for package in packages if package not in there]


def may_install() -> bool:
    """Tell whether packages can be installed without asking anybody."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Sequence[str]) -> None:
    """Install packages quietly; stops with the output of apt-get when it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for call in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(call, env=environment, capture_output=True, text=True, check=False)
        if done.returncode and "install" in call:
            stop(f"{done.stdout}{done.stderr}\n'{' '.join(call)}' failed; the last lines above say why.")


def by_hand(packages: Sequence[str]) -> str:
    """Return the command that a person with rights would type."""
    return f"sudo apt-get install --no-install-recommends {' '.join(packages)}"
