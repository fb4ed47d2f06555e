"""The exact words people agree to. Changing a text means a new version; records keep what was agreed to (P-03)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from politoscope.registration.enums import Purpose

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Wording:
    """One text with its version."""

    version: str
    text: StrOrPromise

    def digest(self, language: str) -> str:
        """Return the SHA-256 of the text in one language."""
        with translation.override(language):
            return hashlib.sha256(str(self.text).encode()).hexdigest()


WORDINGS: dict[Purpose, Wording] = {
    Purpose.PHOTO_GALLERY: Wording(
        "2026-1",
        _("Photos on which I can be recognised may be shown in the gallery of this barcamp on this site."),
    ),
    Purpose.PHOTO_SOCIAL: Wording(
        "2026-1",
        _("Photos on which I can be recognised may be published by the hosts in their social media channels."),
    ),
    Purpose.PHOTO_PRINT: Wording(
        "2026-1",
        _("Photos on which I can be recognised may be used by the hosts in print and given to the press."),
    ),
    Purpose.DIRECTORY: Wording(
        "2026-1",
        _("Other participants may find my name, my organisation and my hashtags in the directory of this barcamp."),
    ),
}
