from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from politoscope.editions.models import Edition
from politoscope.editions.queries import current_edition
from politoscope.home.queries import front_of
from politoscope.people.viewers import viewer_of


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Lead to the current edition."""
    edition = current_edition(person=viewer_of(request), today=timezone.localdate())
    if edition is None:
        return render(request, "home/no_edition.html")
    return redirect("home:edition", edition.slug)


@require_safe
def edition(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show an edition, whatever its phase."""
    front = front_of(edition, person=viewer_of(request), now=timezone.now())
    return render(request, "home/edition.html", {"front": front})


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Tell a supervisor that the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
