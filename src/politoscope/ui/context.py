from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return what header and footer of every page need."""
    return {"edition": getattr(request, "edition", None)}
