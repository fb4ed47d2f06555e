"""Every address of the site, read from the URL configuration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One entry of the URL configuration."""

    name: str
    arguments: tuple[str, ...]


def addresses(patterns: Any = None, space: str = "", outer: tuple[str, ...] = ()) -> Iterator[Address]:
    """Yield every named address of the site."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        arguments = (*outer, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, inner, arguments)
        elif isinstance(pattern, URLPattern):
            yield Address(f"{space}{pattern.name}", arguments)


def addresses_by_name() -> dict[str, Address]:
    """Return all addresses; asked late, because the site's apps must be loaded."""
    return {address.name: address for address in addresses()}
