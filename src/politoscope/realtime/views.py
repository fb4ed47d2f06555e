from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET, require_safe

from politoscope.realtime.hub import hub
from politoscope.realtime.offline import may_be_kept
from politoscope.realtime.stamps import Stamps, from_text, stamps_of, to_text
from politoscope.realtime.stream import HANDOVER, event_text, handover_text, retry_text
from politoscope.realtime.topics import UnknownTopic, may_follow, topic_named

Refusal = HttpResponse | None
UNHASHED = "0"
"""The release where files carry no hashes: in tests."""


@require_GET
def events(request: HttpRequest, edition: Any) -> HttpResponse:
    """Answer with the first event of a stream; under our ASGI application it then stays open.

    Without that (another server, a test) the answer ends, and browsers come back for the next: slow, but right.
    """
    topics = asked_topics(request)
    if refusal := refuse(request, edition, topics):
        return refusal
    if hub.count >= settings.REALTIME_MAX_STREAMS:
        return HttpResponse(status=503, headers={"Retry-After": "60"})
    stamps = stamps_of(edition.pk, topics)
    returned_with = from_text(request.headers.get("Last-Event-ID", ""))
    first = ": up to date\n\n" if returned_with == stamps else event_text(stamps)
    return HttpResponse(
        retry_text(hub.count) + first,
        content_type="text/event-stream; charset=utf-8",
        headers={
            "Cache-Control": "no-store, no-transform",
            "X-Accel-Buffering": "no",
            HANDOVER: handover_text(edition.pk, stamps),
        },
    )


@require_GET
def versions(request: HttpRequest, edition: Any) -> HttpResponse:
    """Answer with the stamps, for pages whose stream is blocked; 304 while nothing has changed."""
    topics = asked_topics(request)
    if refusal := refuse(request, edition, topics):
        return refusal
    stamps: Stamps = stamps_of(edition.pk, topics)
    etag = f'"{to_text(stamps)}"'
    response = get_conditional_response(request, etag=etag) or JsonResponse(stamps)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def asked_topics(request: HttpRequest) -> list[str]:
    """Return the topics the address asks for: ``?topics=plan,ballots``. An unknown one is no page of ours."""
    names = sorted({name for name in request.GET.get("topics", "").split(",") if name})
    try:
        return [topic_named(name).name for name in names]
    except UnknownTopic as error:
        raise Http404(f"no topic {error}") from None


def refuse(request: HttpRequest, edition: Any, names: list[str]) -> Refusal:
    """Say no: nothing asked for (400), or not for this person (403)."""
    if not names:
        return HttpResponse("topics=… is missing", status=400, content_type="text/plain; charset=utf-8")
    if not may_follow((topic_named(name) for name in names), request.user, edition):
        return HttpResponse("not for you", status=403, content_type="text/plain; charset=utf-8")
    return None


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Serve the worker that rules the whole site. A release is told by the hash of all its static files."""
    release = getattr(staticfiles_storage, "manifest_hash", "") or UNHASHED
    site = {"version": release, "files": settings.STATIC_URL, "fallback": reverse("realtime:offline")}
    script = json.dumps(static("realtime/worker.js"))
    return HttpResponse(
        f"self.site = {json.dumps(site)};\nimportScripts({script});\n",
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"},
    )


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Show what stands in for a page that the device has not kept."""
    return may_be_kept(render(request, "realtime/offline.html", {"zone": settings.TIME_ZONE}))
