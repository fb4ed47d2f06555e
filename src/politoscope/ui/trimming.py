"""KERN's style sheet without what no page of ours uses: half of its 340 kB are grids and distances for five screens.

A rule stays when one of its selectors names only blocks that our templates and code write (``kern-btn`` keeps
its parts and kinds). Everything else in the sheet stays as it is: tokens, elements, animations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

WRITTEN = re.compile(r"kern-[a-z0-9-]+")
NAMED = re.compile(r"\.(kern-[\w-]+)")
IN_BRACKETS = re.compile(r"\([^()]*\)")
COMMA = re.compile(r",(?![^()]*\))")
MARKS = re.compile(r"""[{};]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|/\*.*?\*/""", re.DOTALL)
SUFFIXES = {".html", ".py", ".js"}


def used_blocks(folders: Iterable[Path]) -> frozenset[str]:
    """Return the blocks that files below the folders write; one that ends in ``-`` stands for all that begin so."""
    files = (path for folder in folders for path in folder.rglob("*") if path.suffix in SUFFIXES)
    words = (word for path in files for word in WRITTEN.findall(path.read_text(encoding="utf-8")))
    return frozenset(word.partition("--")[0] for word in words)


def trimmed(css: str, blocks: frozenset[str]) -> str:
    """Return a style sheet without the rules for other blocks."""
    return "".join(_kept(css, blocks))


def _kept(css: str, blocks: frozenset[str]) -> Iterator[str]:
    for head, body in _rules(css):
        if body is None:
            yield head
        elif head.lstrip().startswith(("@media", "@supports")):
            if inside := trimmed(body, blocks):
                yield f"{head}{{{inside}}}"
        elif head.lstrip().startswith("@"):
            yield f"{head}{{{body}}}"
        elif selectors := [one for one in COMMA.split(head) if _is_used(one, blocks)]:
            yield f"{','.join(selectors)}{{{body}}}"


def _is_used(selector: str, blocks: frozenset[str]) -> bool:
    """Tell whether a selector can match a page. What stands in brackets does not decide: ``:not(.kern-…)``."""
    while (outside := IN_BRACKETS.sub("", selector)) != selector:
        selector = outside
    return all(_is_written(name, blocks) for name in NAMED.findall(selector))


def _is_written(name: str, blocks: frozenset[str]) -> bool:
    block = re.split("__|--", name)[0]
    return block in blocks or any(one.endswith("-") and block.startswith(one) for one in blocks)


def _rules(css: str) -> Iterator[tuple[str, str | None]]:
    """Split a style sheet into heads and bodies; a statement without a body has none."""
    start, opened, depth = 0, 0, 0
    for mark in MARKS.finditer(css):
        match mark.group():
            case "{":
                depth += 1
                if depth == 1:
                    opened = mark.end()
            case "}":
                depth -= 1
                if depth == 0:
                    yield css[start : opened - 1], css[opened : mark.start()]
                    start = mark.end()
            case ";" if depth == 0:
                yield css[start : mark.end()], None
                start = mark.end()
