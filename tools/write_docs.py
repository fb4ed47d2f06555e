"""Writes the parts of docs/ that are facts of the source: ``make docs``. A test compares them (tests/documents).

docs/architecture.md  the apps and which of them imports which, from the real import graph
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
ARCHITECTURE = ROOT / "docs" / "architecture.md"
JOURNEY = (
    "demo",
    "home",
    "planning",
    "voting",
    "proposals",
    "registration",
    "editions",
    "people",
    "mail",
    "audit",
    "realtime",
    "ui",
)
"""From the latest stage down to the ground."""


def arrows() -> dict[str, set[str]]:
    """Return for each app which apps, and which part of the core, it imports."""
    graph = grimp.build_graph("politoscope", "barcamp_engine", exclude_type_checking_imports=True, cache_dir=None)
    found: dict[str, set[str]] = {app: set() for app in JOURNEY}
    for app in JOURNEY:
        module = f"politoscope.{app}"
        for source in {module, *graph.find_descendants(module)}:
            for target in graph.find_modules_directly_imported_by(source):
                if (name := _node(target)) and name != app:
                    found[app].add(name)
    return found


def _node(module: str) -> str:
    package, _, rest = module.partition(".")
    name = rest.partition(".")[0]
    if package == "barcamp_engine":
        return f"barcamp_engine.{name}" if name else ""
    return name if name in JOURNEY else ""


def table() -> str:
    """Return the arrows as a table, latest stage first."""
    rows = ["| app | imports |", "|---|---|"]
    for app, targets in arrows().items():
        inner = [name for name in JOURNEY if name in targets]
        core = sorted(name for name in targets if name.startswith("barcamp_engine"))
        rows.append(f"| `{app}` | {', '.join(f'`{name}`' for name in [*inner, *core]) or '–'} |")
    return "\n".join(rows)


def renewed(text: str, part: str, content: str) -> str:
    """Return a page with the part between its two marks replaced."""
    pattern = re.compile(rf"(<!-- begin {part} -->\n).*?(<!-- end {part} -->)", re.DOTALL)
    return pattern.sub(lambda match: f"{match[1]}{content}\n{match[2]}", text)


def pages() -> dict[Path, str]:
    """Return every page with generated parts as it should be."""
    return {ARCHITECTURE: renewed(ARCHITECTURE.read_text(encoding="utf-8"), "arrows", table())}


def main() -> int:
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
