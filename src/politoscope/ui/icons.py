"""The icons there are: those of KERN, and our own where a barcamp needs one that KERN lacks."""

from __future__ import annotations

_KERN = """
account-circle add arrow-back arrow-down arrow-forward arrow-up autorenew brightness-medium calendar-today check
checklist chevron-left chevron-right close content-copy danger dark-mode dehaze delete download draft
drive-folder-upload easy-language edit help home info keyboard-double-arrow-left keyboard-double-arrow-right
language light-mode logout mail more-vert open-in-new question-mark search sign-language success visibility
visibility-off warning
"""
_OWN = "ballot chat clock grid list microphone people person pin room screen star ticket undo"

KERN = frozenset(_KERN.split())
OWN = frozenset(_OWN.split())


def icon_class(name: str) -> str:
    """Return the class that draws the icon."""
    if name in KERN:
        return f"kern-icon--{name}"
    if name in OWN:
        return f"bc-icon--{name}"
    raise LookupError(f"There is no icon '{name}'. Known: {', '.join(sorted(KERN | OWN))}.")
