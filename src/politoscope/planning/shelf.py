"""Answers that are alike for all readers who are not signed in, ready to be sent: with every header, packed once.

What lies here is public and the same for everybody, so the size of what is packed tells nobody anything: the attack
called BREACH needs a secret beside words that the attacker chose. Pages for somebody never get here; they are packed
for each answer and padded by a random length (:func:`politoscope.ui.middleware.compression`).
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import Any, Generic, TypeVar
from uuid import UUID

import brotli
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import parse_etags, quote_etag

from politoscope.realtime.stamps import Stamps
from politoscope.ui.languages import CODES, accepted_language

PLACES = 100
LONGEST_QUERY = 200
SMALLEST_TO_PACK = 200
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=6),  # 2 ms for a plan; 11 would save a tenth more for 80 ms
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}
WORDS = re.compile(r"text/|application/(json|xml|[\w.-]+\+(json|xml))|image/svg\+xml")
"""Kinds of content that shrink; pictures and PDFs are packed in themselves."""
REFUSED = re.compile(r"q=0(\.0*)?")
CHOSEN_LANGUAGES = {"": ""} | {f"{settings.LANGUAGE_COOKIE_NAME}={code}": code for code in CODES}
"""Cookies that make nobody somebody: none at all, or the language that was chosen."""
OF_NOT_MODIFIED = frozenset({b"etag", b"vary", b"cache-control"})

Field = tuple[bytes, bytes]
Key = TypeVar("Key")
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Asked:
    """What tells the answers to readers apart: who asks the same gets the same."""

    host: str
    proxy_scheme: str
    path: str
    query: str
    fragment: str
    language: str


def asked_in(scope: Mapping[str, Any]) -> Asked | None:
    """Return what a request in ASGI's words asks; None when its answer is nobody else's."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    fields = dict(scope["headers"])
    return _asked(
        scope["path"],
        scope["query_string"].decode("latin-1"),
        lambda name: fields.get(name.encode(), b"").decode("latin-1"),
    )


def asked_by(request: HttpRequest) -> Asked | None:
    """Return what a request of Django's asks; None when its answer is nobody else's."""
    if request.method != "GET":
        return None
    return _asked(request.path, request.META.get("QUERY_STRING", ""), lambda name: request.headers.get(name, ""))


def _asked(path: str, query: str, header: Callable[[str], str]) -> Asked | None:
    cookies = header("cookie")
    language = CHOSEN_LANGUAGES.get(cookies) or accepted_language(header("accept-language"))
    if len(query) > LONGEST_QUERY or cookies not in CHOSEN_LANGUAGES:
        return None
    return Asked(
        host=header("host"),
        proxy_scheme=header("x-forwarded-proto"),
        path=path,
        query=query,
        fragment=header("hx-request"),
        language=language,
    )


@lru_cache(maxsize=200)
def best_encoding(accepted: str) -> str:
    """Return how an answer is packed best for a browser: ``br``, ``gzip`` or not at all."""
    offers = [one.strip().partition(";") for one in accepted.lower().split(",")]
    taken = {name.strip() for name, _, quality in offers if not REFUSED.fullmatch(quality.strip())}
    return next((name for name in PACKERS if name in taken), "")


@dataclass(frozen=True, slots=True)
class Form:
    """A page as it travels, packed in one way."""

    etag: str
    headers: tuple[Field, ...]
    body: bytes

    def answer(self, known: str) -> tuple[int, tuple[Field, ...], bytes]:
        """Return status, headers and body for a browser that knows these versions (``If-None-Match``)."""
        if known and self.etag in {etag.removeprefix("W/") for etag in parse_etags(known)}:
            return 304, tuple(field for field in self.headers if field[0] in OF_NOT_MODIFIED), b""
        return 200, self.headers, self.body


def this_minute() -> datetime:
    """Return the minute that it is."""
    return timezone.now().replace(second=0, microsecond=0)


@dataclass(frozen=True)
class KeptPage:
    """An answer, what it was made of, and the minute it was made in: “now and next” moves on with the clock."""

    edition: UUID
    stamps: Stamps
    headers: tuple[Field, ...]
    body: bytes
    minute: datetime = field(default_factory=this_minute)
    forms: dict[str, Form] = field(default_factory=dict)

    def is_made_of(self, stamps: Stamps) -> bool:
        """Tell whether the page would be the same if it were made now."""
        return self.stamps == stamps and self.minute == this_minute()

    def form(self, encoding: str) -> Form:
        """Return the page packed, which is done once."""
        if encoding not in self.forms:
            self.forms[encoding] = self._packed(encoding)
        return self.forms[encoding]

    def _packed(self, encoding: str) -> Form:
        fields = dict(self.headers)
        kind = fields.get(b"content-type", b"").decode()
        is_packed = bool(encoding) and len(self.body) >= SMALLEST_TO_PACK and WORDS.match(kind) is not None
        body = PACKERS[encoding](self.body) if is_packed else self.body
        etag = quote_etag(hashlib.blake2b(body, digest_size=12).hexdigest())
        fields |= {b"etag": etag.encode(), b"content-length": str(len(body)).encode()}
        fields |= {b"content-encoding": encoding.encode()} if is_packed else {}
        return Form(etag, tuple(fields.items()), body)


class Shelf(Generic[Key, Thing]):
    """Things by what was asked for. When it is full, the one that nobody has asked for the longest makes room."""

    def __init__(self, places: int = PLACES) -> None:
        self.places = places
        self._things: OrderedDict[Key, Thing] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Key) -> Thing | None:
        """Return what lies there, which may be out of date."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
            return self._things.get(key)

    def put(self, key: Key, thing: Thing) -> None:
        """Keep something."""
        with self._lock:
            self._things[key] = thing
            self._things.move_to_end(key)
            while len(self._things) > self.places:
                self._things.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._things.clear()


shelf: Shelf[Asked, KeptPage] = Shelf()
"""The pages of this process."""
