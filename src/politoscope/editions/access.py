"""The one door in front of every page that not everybody may open."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from politoscope.people.factors import has_second_factor

if TYPE_CHECKING:
    from politoscope.editions.models import Edition

View = Callable[..., HttpResponseBase]
Policy = Callable[[Any, "Edition"], bool]


def allow(policy: Policy, *, staff: bool = False) -> Callable[[View], View]:
    """Let a view of an edition answer only people the policy admits.

    Nobody signed in: to the sign-in, and back. Signed in but not admitted: 403 with a sentence that says who may.
    ``staff`` pages also want a second factor (S-02): without one, to the page that sets it up.
    The policy hangs on the view as ``view.policy`` so that the permission matrix can read it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, edition: Edition, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not policy(request.user, edition):
                return refuse(request)
            if staff and lacks_second_factor(request):
                return redirect(f"{reverse('people:second_factor')}?{urlencode({'next': request.get_full_path()})}")
            return view(request, edition, **kwargs)

        guarded.policy = policy  # type: ignore[attr-defined]
        guarded.staff = staff  # type: ignore[attr-defined]
        return guarded

    return decorate


def lacks_second_factor(request: HttpRequest) -> bool:
    """Tell whether this sign-in is too weak for the pages of the team."""
    return settings.STAFF_NEEDS_SECOND_FACTOR and not has_second_factor(request)


def frameless(view: View) -> View:
    """Mark a view whose answer is no page, so that it is not asked for what only pages show (five queries less)."""
    view.is_frameless = True  # type: ignore[attr-defined]
    return view


def enters_late(view: View) -> View:
    """Mark a view that gets the edition's word and finds the edition itself, with what it reads anyway.

    Where it needs the edition it calls :func:`politoscope.editions.middleware.enter_edition`, which is also the door.
    """
    view.enters_late = True  # type: ignore[attr-defined]
    return view


def refuse(request: HttpRequest) -> HttpResponse:
    """Answer 403 with a page that says what to do next."""
    return render(request, "ui/403.html", status=403)
