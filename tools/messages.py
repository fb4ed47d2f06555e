"""The message catalogues: ``python tools/messages.py compile|check|collect [APP …]``.

One catalogue per app and language. ``de`` is complete; ``de_DU`` (German with Du) holds only what differs from it.
Babel does all of it, so no system tool is needed: Django's own template lexer turns a template into text that
Babel's Python extractor reads, the same way ``makemessages`` feeds xgettext.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PRODUCT = Path(__file__).resolve().parent.parent / "src" / "politoscope"
COMPLETE, PARTIAL = "de", "de_DU"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sd]|\{\w+\}")
INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
HEADER = "# Messages of politoscope.{app}, {locale}. Source strings are English; words follow docs/glossary.md."
PLURALS = "nplurals=2; plural=(n != 1);"
UNKNOWN_PLURALS = b"nplurals=INTEGER; plural=EXPRESSION;"
"""What gettext's own tools write into a new catalogue of de_DU, a locale they do not know."""
NOISE = re.compile(
    rb'^"(Project-Id|Report-Msgid|POT-Creation|PO-Revision|Last-Tr|Language-Team|Generated)[^\n]*\n', re.M
)
Key = tuple[str, str]


def key(message: Message) -> Key:
    """Return what identifies a message: its context and its (singular) source text."""
    source = message.id if isinstance(message.id, str) else message.id[0]
    return (message.context or "", source)


def translations(message: Message) -> tuple[str, ...]:
    """Return the translated forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def is_complete(message: Message) -> bool:
    """Tell whether every form is translated and nobody doubts it."""
    return all(translations(message)) and not message.fuzzy


def apps(names: Sequence[str] = ()) -> list[Path]:
    """Return the folders of the named apps, or of all, in alphabetical order."""
    return sorted(path.parent for path in PRODUCT.glob("*/apps.py") if not names or path.parent.name in names)


def sources(app: Path) -> Iterator[Path]:
    """Yield the files of an app that hold texts; the site's own settings belong to the ground."""
    yield from sorted(path for path in app.rglob("*.py") if "migrations" not in path.parts)
    yield from sorted(path for path in (app / "templates").rglob("*") if path.suffix in {".html", ".txt"})
    if app.name == "ui":
        yield PRODUCT / "settings.py"


def collected(app: Path) -> Catalog:
    """Return all messages of an app as they stand in the source."""
    from django.utils.translation.template import templatize

    catalog = Catalog()
    for path in sources(app):
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = INDENTATION.sub("", templatize(text, origin=str(path)))  # a template's own means nothing to Python
        python = io.BytesIO(text.encode())
        for _line, ids, _comments, context in extract("python", python, KEYWORDS, options={"encoding": "utf-8"}):
            catalog.add(ids if isinstance(ids, str) else tuple(ids), context=context, flags=python_flags(ids))
    return catalog


def python_flags(ids: str | tuple[str, ...]) -> list[str]:
    """Return the flag that msgfmt and translation tools know for texts with placeholders."""
    text = ids if isinstance(ids, str) else ids[0]
    return ["python-format"] if re.search(r"%\(\w+\)[sdf]", text) else []


def catalogue_path(app: Path, locale: str) -> Path:
    """Return where a catalogue lies."""
    return app / "locale" / locale / "LC_MESSAGES" / "django.po"


def read(path: Path) -> Catalog:
    """Return a catalogue; an empty one when there is none."""
    if not path.exists():
        return Catalog()
    text = path.read_bytes().replace(UNKNOWN_PLURALS, PLURALS.encode())
    return read_po(io.BytesIO(text))


def compile_all(names: Sequence[str] = ()) -> int:
    """Write the binary catalogues that Django loads. They are never committed."""
    for path in sorted(path for app in apps(names) for path in app.glob("locale/*/LC_MESSAGES/django.po")):
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(path))
    return 0


def placeholders_differ(message: Message) -> bool:
    """Tell whether a translation names other placeholders than its source. A plural form may leave one out."""
    ids = (message.id,) if isinstance(message.id, str) else message.id
    known = {name for text in ids for name in PLACEHOLDER.findall(text)}
    used = {name for text in translations(message) for name in PLACEHOLDER.findall(text)}
    return used != known


def faults(app: Path) -> Iterator[str]:
    """Yield one line for each fault of an app's catalogues."""
    wanted = {key(message) for message in collected(app) if message.id}
    for locale in (COMPLETE, PARTIAL):
        catalog = [message for message in read(catalogue_path(app, locale)) if message.id]
        there = {key(message) for message in catalog}
        if locale == COMPLETE:
            yield from (f"{app.name} {locale}: missing {source!r}" for _, source in sorted(wanted - there))
        yield from (f"{app.name} {locale}: gone from the source {source!r}" for _, source in sorted(there - wanted))
        for message in catalog:
            if not is_complete(message):
                yield f"{app.name} {locale}: untranslated or fuzzy {key(message)[1]!r}"
            elif placeholders_differ(message):
                yield f"{app.name} {locale}: other placeholders than {key(message)[1]!r}"


def check_all(names: Sequence[str] = ()) -> int:
    """Print every fault; succeed when there is none."""
    found = [fault for app in apps(names) for fault in faults(app)]
    for fault in found:
        print(fault)
    if found:
        print(f"{len(found)} faults. 'make messages' collects the texts; then translate what is empty.")
    return 1 if found else 0


def written(catalog: Catalog) -> bytes:
    """Return the text of a catalogue without the header lines that change with every call or say nothing."""
    file = io.BytesIO()
    write_po(file, catalog, width=0, no_location=True)
    return NOISE.sub(b"", file.getvalue())


def collect_all(names: Sequence[str] = ()) -> int:
    """Bring the catalogues in line with the source: new texts empty, old ones gone, translations kept."""
    for app in apps(names):
        template = collected(app)
        for locale in (COMPLETE, PARTIAL):
            path = catalogue_path(app, locale)
            known = {key(message): message for message in read(path) if message.id}
            renewed = Catalog(header_comment=HEADER.format(app=app.name, locale=locale), fuzzy=False)
            renewed.mime_headers = [
                ("Language", locale),
                ("MIME-Version", "1.0"),
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Content-Transfer-Encoding", "8bit"),
                ("Plural-Forms", PLURALS),
            ]
            for message in sorted((message for message in template if message.id), key=key):
                old = known.get(key(message))
                if locale == COMPLETE or (old and is_complete(old)):
                    string = old.string if old and isinstance(old.id, str) == isinstance(message.id, str) else ""
                    renewed.add(message.id, string, context=message.context, flags=message.flags)
            if len(renewed):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(written(renewed))
            elif path.exists():
                path.unlink()
    return 0


if __name__ == "__main__":
    actions = {"compile": compile_all, "check": check_all, "collect": collect_all}
    if len(sys.argv) < 2 or sys.argv[1] not in actions:
        sys.exit(__doc__)
    raise SystemExit(actions[sys.argv[1]](sys.argv[2:]))
