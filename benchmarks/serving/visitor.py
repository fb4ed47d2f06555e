"""Somebody with a browser and a role in the demo: follows redirects, keeps cookies, sends forms."""

from __future__ import annotations

import http.cookiejar
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """What came in the end, from where, and after how many seconds since the click."""

    address: str
    text: str
    seconds: float


class Visitor:
    """One browser without scripts. Anything but a page stops the benchmark."""

    def __init__(self, origin: str, role: str) -> None:
        self.origin = origin
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self._opener.addheaders = [("Accept", "text/html"), ("Accept-Language", "en")]
        self.send(f"/demo/role/{role}/")

    def open(self, path: str) -> Page:
        """Look at a page."""
        return self._fetch(urllib.request.Request(self.origin + path))

    def send(self, path: str, **fields: str) -> Page:
        """Send a form and follow where it leads."""
        return self._fetch(self._form(path, fields))

    def press(self, path: str, **fields: str) -> Page:
        """Send a form as a script does that stays on its page: the answer is a message."""
        request = self._form(path, fields)
        request.add_header("HX-Request", "true")
        return self._fetch(request)

    def cookie_header(self) -> str:
        """Return the cookies as a request sends them."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)

    def _form(self, path: str, fields: dict[str, str]) -> urllib.request.Request:
        token = next((cookie.value or "" for cookie in self.cookies if cookie.name.endswith("csrf")), "")
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        return urllib.request.Request(self.origin + path, data=body, headers={"Origin": self.origin})

    def _fetch(self, request: urllib.request.Request) -> Page:
        began = time.monotonic()
        with self._opener.open(request, timeout=60) as answer:
            text = answer.read().decode()
            return Page(answer.geturl().removeprefix(self.origin), text, time.monotonic() - began)
