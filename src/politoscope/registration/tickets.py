"""The ticket as a QR code."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def ticket_svg(url: str) -> SafeString:
    """Return the QR code of an address as an SVG picture for a page; the page says in words what it holds.

    Dark on light with a quiet zone of four modules, whatever the colours of the page: scanners need it so.
    """
    code = segno.make(url, error="m", micro=False)
    drawn = code.svg_inline(scale=6, border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None)
    return mark_safe(drawn)  # nosec B308 B703: segno writes it from an address of ours
