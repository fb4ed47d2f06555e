"""Pictures that stand beside a link to the plan or to a session where somebody shares it: 1200×630, in our own type."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
MARGIN = 80
INK, QUIET, BACK, ACCENT = "#ffffff", "#c9d4f5", "#14286b", "#7fa0ff"
TITLE_SIZES = (84, 72, 62, 54, 46)
"""Tried from the largest on until the title fits into its lines."""
TITLE_HEIGHT = 300
TYPE = Path(settings.PACKAGE) / "ui" / "static" / "vendor" / "fira-sans"
EXTENDED = re.compile(r"[\u0100-\u0130\u0132-\u0151\u0154-\u02ba\u1e00-\u1e9f\u1ef2-\u1eff\u20a0-\u20ab\u20ad-\u20c0]")
"""What stands in the second file of a weight: Latin letters beyond the western ones (ui/fonts.css)."""
BEYOND = re.compile(r"[^\u0000-\u02ff\u1e00-\u1eff\u2000-\u206f\u20a0-\u20cf\u2122\u2212]")
"""What neither file holds: other scripts and emoji. They are left out, never shown as boxes."""


@dataclass(frozen=True)
class Card:
    """What stands on a picture. ``lines`` are short facts below the title."""

    camp: str
    title: str
    lines: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The same in words, for those who do not see it."""
        return ". ".join(part for part in (self.title, *self.lines, self.camp) if part)


class Typeface:
    """One weight in one size, over the two files it consists of."""

    def __init__(self, weight: int, size: int) -> None:
        self.size = size
        self.fonts = [_font(f"{subset}-{weight}-normal.woff2", size) for subset in ("latin", "latin-ext")]

    def width(self, text: str) -> float:
        """Return how long a line is, in pixels."""
        return sum(font.getlength(run) for font, run in self._runs(text))

    def draw(self, canvas: ImageDraw.ImageDraw, place: tuple[float, float], text: str, ink: str) -> None:
        """Draw a line; ``place`` is where its base line begins."""
        x, y = place
        for font, run in self._runs(text):
            canvas.text((x, y), run, font=font, fill=ink, anchor="ls")
            x += font.getlength(run)

    def _runs(self, text: str) -> list[tuple[ImageFont.FreeTypeFont, str]]:
        return [(self.fonts[bool(EXTENDED.match(run))], run) for run in _split(text)]


def _split(text: str) -> list[str]:
    return [run for run in re.split(f"({EXTENDED.pattern}+)", text) if run]


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    if not (TYPE / name).exists():  # tools/assets.py has not run: Pillow brings a plain type of its own
        return ImageFont.load_default(size)  # type: ignore[return-value]
    return ImageFont.truetype(TYPE / name, size)


def draw_card(card: Card) -> bytes:
    """Return the picture of a card as PNG."""
    image = Image.new("RGB", (WIDTH, HEIGHT), BACK)
    canvas = ImageDraw.Draw(image)
    canvas.rectangle((0, 0, 16, HEIGHT), fill=ACCENT)
    camp = Typeface(500, 36)
    camp.draw(canvas, (MARGIN, MARGIN + 36), _shortened(_drawable(card.camp), camp), QUIET)
    face, lines = _fitted(_drawable(card.title))
    y = MARGIN + 120.0 + face.size * 0.4
    for line in lines:
        face.draw(canvas, (MARGIN, y), line, INK)
        y += face.size * 1.15
    facts = Typeface(400, 38)
    y = HEIGHT - MARGIN - 52.0 * (len(card.lines) - 1)
    for fact in card.lines:
        facts.draw(canvas, (MARGIN, y), _shortened(_drawable(fact), facts), QUIET)
        y += 52
    out = io.BytesIO()
    image.quantize(32).save(out, "PNG", optimize=True)
    return out.getvalue()


def _drawable(text: str) -> str:
    return " ".join(BEYOND.sub("", text).split())


def _fitted(title: str) -> tuple[Typeface, Sequence[str]]:
    """Return the largest type in which a title fits, and its lines; the smallest one cuts what is left over."""
    for size in TITLE_SIZES:
        face = Typeface(600, size)
        lines = _wrapped(title, face)
        room = int(TITLE_HEIGHT // (size * 1.15))
        if len(lines) <= room and all(face.width(line) <= WIDTH - 2 * MARGIN for line in lines):
            return face, lines
    lines = [_shortened(line, face) for line in lines]
    return face, [*lines[: room - 1], _shortened(" ".join(lines[room - 1 :]), face)] if len(lines) > room else lines


def _wrapped(text: str, face: Typeface) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and face.width(longer) > WIDTH - 2 * MARGIN:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _shortened(text: str, face: Typeface) -> str:
    """Cut a line that is too long."""
    if face.width(text) <= WIDTH - 2 * MARGIN:
        return text
    while text and face.width(text + "…") > WIDTH - 2 * MARGIN:
        text = text[:-1]
    return text.rstrip() + "…"
