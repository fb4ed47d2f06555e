"""HTML in, PDF/UA out, in a process of its own: ``python -m politoscope.planning.exports.press FOLDER [PAGES SIZE …]``.

WeasyPrint needs libraries of the system and a lot of memory; here both trouble and memory end with the process.
Only ``data:`` addresses and files below FOLDER (the fonts) are read. With PAGES and sizes of type in points, smallest
first, the largest is taken with which the sheet has no more pages than that; if none will do, twice as many, and so on.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

MISSING = 3
"""Exit status when libraries of the system are missing."""


def main() -> int:
    """Read HTML from standard input, write the PDF to standard output."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        print(error, file=sys.stderr)
        return MISSING
    folder = Path(sys.argv[1]).resolve()

    class Fonts(URLFetcher):
        """Fetches what a sheet may use and nothing else: no network, no other files."""

        def fetch(self, url: str, headers: dict | None = None):
            parts = urlparse(url)
            is_ours = parts.scheme == "file" and Path(unquote(parts.path)).resolve().is_relative_to(folder)
            if parts.scheme == "data" or is_ours:
                return super().fetch(url, headers)
            raise ValueError(f"a sheet may not fetch {url}")

    html = sys.stdin.buffer.read().decode()
    sheet = HTML(string=html, base_url=folder.as_uri() + "/", url_fetcher=Fonts())

    def lay_out(*sizes: str) -> Any:
        styles = [CSS(string=f"html {{ font-size: {float(size)}pt !important }}") for size in sizes]
        return sheet.render(stylesheets=styles, pdf_variant="pdf/ua-1")

    pages, sizes = sys.argv[2:3], sys.argv[3:]
    document = largest_that_fits(lay_out, sizes, int(pages[0])) if sizes else lay_out()
    sys.stdout.buffer.write(document.write_pdf(pdf_variant="pdf/ua-1"))
    return 0


def largest_that_fits(lay_out: Callable[[str], Any], sizes: Sequence[str], pages: int) -> Any:
    """Return the document in the largest size that keeps to the pages. Lays out about log₂(sizes) times."""
    low, high = 0, len(sizes) - 1
    fitting = lay_out(sizes[low])
    most = -(-len(fitting.pages) // pages) * pages
    while low < high:
        middle = (low + high + 1) // 2
        document = lay_out(sizes[middle])
        if len(document.pages) <= most:
            fitting, low = document, middle
        else:
            high = middle - 1
    return fitting


if __name__ == "__main__":
    raise SystemExit(main())
