"""Static files as they are served: hashed, compressed, and the site's own style sheets in one piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from politoscope.ui.trimming import trimmed, used_blocks, used_tokens, without_idle_tokens, without_remarks

ENTRANCE = "ui/site.css"
SHEET = "vendor/kern/kern.min.css"
UNUSED = "django_htmx/ext/"
"""Extensions of htmx that no page loads; one of them imports a file its package lacks."""
KERN = '@import url("../vendor/kern/kern.min.css") layer(kern);'
NEIGHBOUR = re.compile(r'@import url\("(?P<name>[\w-]+\.css)"\)(?: layer\((?P<layer>\w+)\))?;')


class Bundle:
    """Stands in for the storage of one style sheet and reads it with its neighbours put in place of their imports.

    Twenty small files cost a phone on a slow line half a second that one file does not; KERN comes first in it, without
    what no page uses.
    """

    def __init__(self, storage: Storage, kern: tuple[Storage, str]) -> None:
        self.storage = storage
        self.kern = kern

    def open(self, path: str) -> ContentFile:
        """Return the style sheet in one piece."""
        text = without_remarks(NEIGHBOUR.sub(lambda found: self._inlined(path, found), self._read(path)))
        return ContentFile(text.replace(KERN, f"@layer kern {{\n{self._used_of_kern()}}}").encode())

    def _used_of_kern(self) -> str:
        storage, path = self.kern
        with storage.open(path) as file:
            css = file.read().decode().removeprefix('@charset "UTF-8";')
        folders = [Path(app.path) for app in apps.get_app_configs() if is_ours(app.name)]
        return without_idle_tokens(trimmed(css, used_blocks(folders)), used_tokens(folders))

    def _inlined(self, path: str, found: re.Match[str]) -> str:
        text = self._read(path.rpartition("/")[0] + "/" + found["name"])
        return f"@layer {found['layer']} {{\n{text}}}" if found["layer"] else text

    def _read(self, path: str) -> str:
        with self.storage.open(path) as file:
            return file.read().decode()


def is_ours(app: str) -> bool:
    return app.startswith("politoscope.")


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, with the entrance of the style sheets bundled before it is hashed.

    Modules import each other by hashed names too, so that a phone never mixes two releases.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Iterator[Any]:
        """Hash and compress the collected files."""
        used = {name: source for name, source in paths.items() if not name.startswith(UNUSED)}
        if ENTRANCE in used and SHEET in used:
            storage, path = used[ENTRANCE]
            used[ENTRANCE] = (Bundle(storage, used[SHEET]), path)
        yield from super().post_process(used, *args, **options)
