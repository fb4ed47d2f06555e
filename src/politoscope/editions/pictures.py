"""Logos that organisers upload. What comes in is decoded by Pillow and drawn anew as a small PNG, so that nothing of
the file itself (metadata, scripts, a second format hidden behind the first) ever leaves the server (S-07, R-15)."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "WEBP")
"""Told by the content, never by the name or the type the browser claims. No SVG: it may hold scripts."""
MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 16_000_000
"""Looked at in the head of the file, before a single pixel is unpacked: a small file can unpack to gigabytes."""
FITS = (640, 160)
"""The largest size a header needs, on a dense screen."""


@dataclass(frozen=True)
class Logo:
    """A logo ready to be shown: a PNG, its size, and a digest that stands for it in addresses."""

    png: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.png).hexdigest()


def read_logo(upload: BinaryIO) -> Logo:
    """Return the picture of an upload, redrawn.

    Raises:
        ValidationError: no picture of a known format, too heavy or too large; with the next step.
    """
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The file is larger than 2 MB. Save it smaller and try again."), code="too_heavy")
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("The picture has too many pixels. Save it smaller."), code="too_large")
            return _redrawn(picture)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as problem:
        said = _("This is no picture we can read. Take a PNG, JPEG or WebP file.")
        raise ValidationError(said, code="no_picture") from problem


def _redrawn(picture: Image.Image) -> Logo:
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail(FITS)
    clean = Image.new("RGBA", upright.size)
    clean.paste(upright)
    written = io.BytesIO()
    clean.save(written, "PNG", optimize=True)
    return Logo(written.getvalue(), *clean.size)
