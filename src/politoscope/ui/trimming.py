"""KERN's style sheet without what no page of ours uses: half of its 340 kB are grids and distances for five screens.

A rule stays when one of its selectors names only blocks that our templates and code write (``kern-btn`` keeps
its parts and kinds). A token (``--kern-…``) stays when a rule that stays needs it, or our own files write it.
Everything else in the sheet stays as it is: elements, animations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from pathlib import Path

WRITTEN = re.compile(r"kern-[a-z0-9-]+")
NAMED = re.compile(r"\.(kern-[\w-]+)")
IN_BRACKETS = re.compile(r"\([^()]*\)")
TOKEN = re.compile(r"--kern-[a-z0-9-]+")
DECLARED = re.compile(r"(?<=[;{])\s*(?P<name>--kern-[a-z0-9-]+)\s*:(?P<value>[^;{}]*)(?:;|(?=}))")
"""A declaration of a token. Their values are numbers, colours and other tokens: no strings, no semicolons."""
COMMA = re.compile(r",(?![^()]*\))")
MARKS = re.compile(r"""[{};]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|/\*.*?\*/""", re.DOTALL)
REMARK = re.compile(r"""(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|/\*(?!!).*?\*/\s*""", re.DOTALL)
SUFFIXES = {".html", ".py", ".js"}


def used_blocks(folders: Iterable[Path]) -> frozenset[str]:
    """Return the blocks that files below the folders write; one that ends in ``-`` stands for all that begin so."""
    return frozenset(word.partition("--")[0] for word in _written(WRITTEN, folders, SUFFIXES))


def used_tokens(folders: Iterable[Path]) -> frozenset[str]:
    """Return the tokens that files below the folders write, style sheets included."""
    return frozenset(_written(TOKEN, folders, SUFFIXES | {".css"}))


def _written(pattern: re.Pattern[str], folders: Iterable[Path], suffixes: Set[str]) -> Iterator[str]:
    for folder in folders:
        for path in folder.rglob("*"):
            if path.suffix in suffixes and "vendor" not in path.parts:
                yield from pattern.findall(path.read_text(encoding="utf-8"))


def without_idle_tokens(css: str, tokens: Set[str]) -> str:
    """Return a style sheet without the tokens that neither its rules nor others (``tokens``) need."""
    needs: dict[str, set[str]] = {}
    for found in DECLARED.finditer(css):
        needs.setdefault(found["name"], set()).update(TOKEN.findall(found["value"]))
    waiting = tokens | set(TOKEN.findall(DECLARED.sub("", css)))
    needed: set[str] = set()
    while waiting:
        needed |= waiting
        waiting = {name for one in waiting for name in needs.get(one, ())} - needed
    return DECLARED.sub(lambda found: found[0] if found["name"] in needed else "", css)


def without_remarks(css: str) -> str:
    """Return a style sheet without comments; those that begin with ``!`` (licences) stay."""
    return REMARK.sub(lambda found: found["text"] or "", css)


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
