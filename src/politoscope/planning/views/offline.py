"""The plan without a network: a service worker for one edition, served under its address so that it may rule there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from politoscope.editions.models import Edition


@require_safe
def worker(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Serve the service worker of the edition."""
    response = render(request, "planning/offline.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
