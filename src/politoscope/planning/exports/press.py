"""HTML in, PDF/UA out, in a process of its own: ``python -m politoscope.planning.exports.press FOLDER``.

WeasyPrint needs libraries of the system and a lot of memory; here both trouble and memory end with the process.
Only ``data:`` addresses and files below FOLDER (the fonts) are read.
"""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import unquote, urlparse

MISSING = 3
"""Exit status when libraries of the system are missing."""


def main() -> int:
    """Read HTML from standard input, write the PDF to standard output."""
    try:
        from weasyprint import HTML
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
    document = HTML(string=html, base_url=folder.as_uri() + "/", url_fetcher=Fonts())
    sys.stdout.buffer.write(document.write_pdf(pdf_variant="pdf/ua-1"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
