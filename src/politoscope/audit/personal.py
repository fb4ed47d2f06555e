"""Which values never enter the log: what says something about a person is named there, not copied (R-12)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

PERSONAL_FIELDS = frozenset(
    {
        "name", "first_name", "last_name", "email", "to", "recipient", "phone", "organisation", "organisation_type",
        "hashtags", "host", "hosts", "host_name", "person_name", "speaker", "remarks", "reason_text", "answers", "diet",
        "access_needs", "photo_consent", "bio", "links", "contact", "contact_email", "url", "text", "abstract",
        "note", "notes", "message", "language_of_mails", "label",
    }
)  # fmt: skip
"""Field names whose values are personal or free text, wherever they occur."""

MAIL_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")


def split_values(values: Mapping[str, Any] | None) -> tuple[dict[str, Any] | None, frozenset[str]]:
    """Return what may be stored, as plain JSON, and the names of the fields that were left out."""
    if values is None:
        return None, frozenset()
    personal = frozenset(name for name, value in values.items() if is_personal(name, value))
    kept = {name: plain(value) for name, value in values.items() if name not in personal}
    return json.loads(json.dumps(kept, cls=DjangoJSONEncoder)), personal


def is_personal(name: str, value: Any) -> bool:
    """Tell whether a value says something about a person: by its field, or because it holds a mail address."""
    return name in PERSONAL_FIELDS or (isinstance(value, str) and MAIL_ADDRESS.search(value) is not None)


def plain(value: Any) -> Any:
    """Return a value that both databases give back as it went in.

    Rows become their id; decimals and floats become text, because PostgreSQL rewrites numbers; NUL, which it refuses,
    goes; sets are sorted.
    """
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, str):
        return str(value).replace("\x00", "")
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items() if not is_personal(str(key), item)}
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value if not is_personal("", item)), key=str)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value if not is_personal("", item)]
    return value
