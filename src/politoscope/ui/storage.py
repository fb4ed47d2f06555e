"""Static files as they are served: hashed, compressed, and the site's own style sheets in one piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRANCE = "ui/site.css"
UNUSED = "django_htmx/ext/"
"""Extensions of htmx that no page loads; one of them imports a file its package lacks."""
NEIGHBOUR = re.compile(r'@import url\("(?P<name>[\w-]+\.css)"\)(?: layer\((?P<layer>\w+)\))?;')


class Bundle:
    """Stands in for the storage of one style sheet and reads it with its neighbours put in place of their imports.

    Twenty small files cost a phone on a slow line half a second that one file does not.
    """

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def open(self, path: str) -> ContentFile:
        """Return the style sheet in one piece."""
        return ContentFile(NEIGHBOUR.sub(lambda found: self._inlined(path, found), self._read(path)).encode())

    def _inlined(self, path: str, found: re.Match[str]) -> str:
        text = self._read(path.rpartition("/")[0] + "/" + found["name"])
        return f"@layer {found['layer']} {{\n{text}}}" if found["layer"] else text

    def _read(self, path: str) -> str:
        with self.storage.open(path) as file:
            return file.read().decode()


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, with the entrance of the style sheets bundled before it is hashed.

    Modules import each other by hashed names too, so that a phone never mixes two releases.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Iterator[Any]:
        """Hash and compress the collected files."""
        used = {name: source for name, source in paths.items() if not name.startswith(UNUSED)}
        if ENTRANCE in used:
            storage, path = used[ENTRANCE]
            used[ENTRANCE] = (Bundle(storage), path)
        yield from super().post_process(used, *args, **options)
