"""Pages for every kind of part of an edition: list, add, change, remove, move up."""

from __future__ import annotations

import copy
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from politoscope.editions import services
from politoscope.editions.access import View, allow
from politoscope.editions.errors import DayInUse
from politoscope.editions.models import Day, Edition
from politoscope.editions.parts import PARTS, Part
from politoscope.editions.policies import is_organiser
from politoscope.people.viewers import person_of

READ = require_safe
FORM = require_http_methods(["GET", "HEAD", "POST"])


def part_urls() -> list[URLPattern]:
    """Return the addresses of all kinds: ``organise/rooms/``, ``…/new/``, ``…/<id>/`` and what can be done to one."""
    return [address for part in PARTS for address in _urls_of(part)]


def _urls_of(part: Part) -> list[URLPattern]:
    base = f"<slug:edition>/organise/{part.plural}/"
    one = f"{base}<{'uuid' if part.model._meta.pk.get_internal_type() == 'UUIDField' else 'int'}:pk>/"
    urls = [
        path(base, READ(_guarded(list_parts, part)), name=part.plural),
        path(f"{base}new/", FORM(_guarded(add, part)), name=f"{part.single}_new"),
        path(one, FORM(_guarded(change, part)), name=part.single),
        path(f"{one}remove/", FORM(_guarded(remove, part)), name=f"{part.single}_remove"),
    ]
    if part.has_order:
        urls.append(path(f"{one}up/", require_POST(_guarded(move_up, part)), name=f"{part.single}_up"))
    return urls


def _guarded(view: View, part: Part) -> View:
    """Put the door in front of a view of one kind of part."""

    @allow(is_organiser, staff=True)
    def page(request: HttpRequest, edition: Edition, **ids: Any) -> HttpResponse:
        return view(request, edition, part, **ids)  # type: ignore[return-value]

    page.__name__ = f"{part.plural}_{view.__name__}"
    return page


def list_parts(request: HttpRequest, edition: Edition, part: Part) -> HttpResponse:
    return render(request, "editions/parts.html", {"part": part, "rows": part.rows(edition), **_addresses(part)})


def add(request: HttpRequest, edition: Edition, part: Part) -> HttpResponse:
    if part.needs_day and not edition.days.all():
        messages.warning(request, _("First say on which day it is."))
        return redirect("editions:day_new", edition.slug)
    form = part.form(request.POST or None, instance=part.model(edition=edition))
    if request.method == "POST" and form.is_valid():
        services.add_part(
            part=part.model(edition=edition), actor=person_of(request), values=form.cleaned_data, now=timezone.now()
        )
        return _saved(request, edition, part)
    return render(request, "editions/part.html", {"part": part, "form": form, **_addresses(part)})


def change(request: HttpRequest, edition: Edition, part: Part, pk: Any) -> HttpResponse:
    row = _row(edition, part, pk)
    form = part.form(request.POST or None, instance=copy.copy(row))
    if request.method == "POST" and form.is_valid():
        _change(row, form.cleaned_data, request)
        return _saved(request, edition, part)
    return render(request, "editions/part.html", {"part": part, "form": form, "row": row, **_addresses(part)})


def remove(request: HttpRequest, edition: Edition, part: Part, pk: Any) -> HttpResponse:
    row = _row(edition, part, pk)
    if request.method == "POST":
        try:
            services.remove_part(part=row, actor=person_of(request), now=timezone.now())
        except DayInUse:
            messages.error(request, _("Slots stand on this day. Remove them first, or move the day."))
        else:
            messages.success(request, _("Removed."))
        return redirect(f"editions:{part.plural}", edition.slug)
    return render(request, "editions/part_remove.html", {"part": part, "row": row, **_addresses(part)})


def move_up(request: HttpRequest, edition: Edition, part: Part, pk: Any) -> HttpResponse:
    services.move_part_up(part=_row(edition, part, pk), actor=person_of(request), now=timezone.now())
    return redirect(f"editions:{part.plural}", edition.slug)


def _row(edition: Edition, part: Part, pk: Any) -> Any:
    return get_object_or_404(part.model._default_manager.select_related("edition"), edition=edition, pk=pk)


def _change(row: Any, values: dict[str, Any], request: HttpRequest) -> None:
    if isinstance(row, Day):
        services.move_day(day=row, to=values["date"], actor=person_of(request), now=timezone.now())
    else:
        services.change_part(part=row, actor=person_of(request), values=values, now=timezone.now())


def _saved(request: HttpRequest, edition: Edition, part: Part) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(f"editions:{part.plural}", edition.slug)


def _addresses(part: Part) -> dict[str, str]:
    return {
        "list_url": f"editions:{part.plural}",
        "new_url": f"editions:{part.single}_new",
        "change_url": f"editions:{part.single}",
        "remove_url": f"editions:{part.single}_remove",
        "up_url": f"editions:{part.single}_up",
    }
