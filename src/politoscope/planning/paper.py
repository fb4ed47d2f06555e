"""Sheets to print: from a template to PDF/UA, made by a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import segno
from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

from politoscope.planning.exports.press import MISSING

PRESS = "from politoscope.planning.exports.press import main; raise SystemExit(main())"
TIME_LIMIT_SECONDS = 60
LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class NoPress(Exception):
    """No PDF could be made; ``message`` says what to do about it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def print_sheet(html: str, *, pages: int = 0, sizes: Sequence[float] = ()) -> bytes:
    """Return HTML as PDF/UA, in the largest of the sizes of type (points) that keeps to the pages. Raises: NoPress."""
    fit = [pages, *sorted(sizes)] if sizes else []
    fonts = finders.find("vendor/fira-sans/LICENSE.txt")
    folder = Path(fonts).parent if fonts else Path(__file__).parent / "static"
    try:
        done = subprocess.run(
            [sys.executable, "-c", PRESS, str(folder), *map(str, fit)],
            input=html.encode(),
            capture_output=True,
            timeout=TIME_LIMIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NoPress(_("Making the PDF took too long. Try again in a minute.")) from error
    if done.returncode == MISSING:
        raise NoPress(
            _("This server cannot make PDFs: it lacks libraries. On Debian its operator installs %(packages)s.")
            % {"packages": LIBRARIES}
        )
    if done.returncode:
        raise NoPress(_("Making the PDF failed. Tell the operator of the site; everything else works."))
    return done.stdout


def qr_picture(address: str) -> str:
    """Return a QR code as the address of a picture, for an ``<img>`` whose alternative text is the address."""
    return segno.make(address, error="m").svg_data_uri(scale=4, border=0, dark="#000")
