"""Files that people take home."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    """Answer with a file that is saved, never opened on this site."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition or ""})
