"""The log of an edition. Who may read it is decided where the pages are wired (:mod:`politoscope.editions.office`)."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from politoscope.audit.queries import export_lines, log_page


@require_safe
def log(request: HttpRequest, edition: Any) -> HttpResponse:
    """Show who did what and when, with what was before and after."""
    page, lines = log_page(edition, number=request.GET.get("page"))
    return render(request, "audit/log.html", {"page": page, "lines": lines})


@require_safe
def export(request: HttpRequest, edition: Any) -> HttpResponse:
    """Hand out the whole log, one JSON object a line, digests included (S-08)."""
    body = "".join(json.dumps(line, cls=DjangoJSONEncoder) + "\n" for line in export_lines(edition))
    headers = {"Content-Disposition": f'attachment; filename="log-{edition.slug}.jsonl"'}
    return HttpResponse(body, content_type="application/jsonl", headers=headers)
