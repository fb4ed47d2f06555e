"""Pages that a device may keep for when there is no network: a page says so itself, in a header of its answer."""

from __future__ import annotations

from typing import TypeVar

from django.http.response import HttpResponseBase

HEADER = "Offline-Copy"
"""What ``static/realtime/worker.js`` looks for. An answer without it is never kept, and ends a copy of its address."""

Response = TypeVar("Response", bound=HttpResponseBase)


def may_be_kept(response: Response) -> Response:
    """Allow the device to keep this page. Its template says ``{% offline_note %}``, which asks the device to do so."""
    response[HEADER] = "keep"
    return response
