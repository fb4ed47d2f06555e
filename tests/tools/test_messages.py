from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from tools import messages

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Save"
msgstr "{save}"

#, python-format
msgid "%(count)s session"
msgid_plural "%(count)s sessions"
msgstr[0] "Eine Session"
msgstr[1] "{many}"
"""


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an app with a view and a template that hold three texts."""
    app = tmp_path / "camp"
    (app / "templates").mkdir(parents=True)
    (app / "apps.py").write_text("")
    (app / "views.py").write_text('_ = gettext\nprint(_("Save"))\n')
    (app / "templates/page.html").write_text(
        "{% blocktranslate count count=n %}{{ count }} session{% plural %}{{ count }} sessions{% endblocktranslate %}"
    )
    monkeypatch.setattr(messages, "PRODUCT", tmp_path)
    return app


def write(app: Path, locale: str, save: str = "Speichern", many: str = "%(count)s Sessions") -> Path:
    path = messages.catalogue_path(app, locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PO.format(save=save, many=many))
    return path


def test_complete_catalogue_has_no_fault(app: Path) -> None:
    write(app, "de")
    assert list(messages.faults(app)) == []


def test_missing_text_is_a_fault(app: Path) -> None:
    assert sorted(messages.faults(app)) == ["camp de: missing '%(count)s session'", "camp de: missing 'Save'"]


def test_empty_translation_is_a_fault(app: Path) -> None:
    write(app, "de", save="")
    assert list(messages.faults(app)) == ["camp de: untranslated or fuzzy 'Save'"]


def test_lost_placeholder_is_a_fault(app: Path) -> None:
    write(app, "de", many="viele Sessions")
    assert list(messages.faults(app)) == ["camp de: other placeholders than '%(count)s session'"]


def test_text_gone_from_the_source_is_a_fault(app: Path) -> None:
    write(app, "de")
    (app / "views.py").write_text("")
    assert list(messages.faults(app)) == ["camp de: gone from the source 'Save'"]


def test_informal_catalogue_may_hold_less(app: Path) -> None:
    write(app, "de")
    path = write(app, "de_DU", save="Speichere")
    text = path.read_text()
    path.write_text(text[: text.index("#, python-format")])
    assert list(messages.faults(app)) == []


def test_collecting_keeps_translations_and_drops_what_is_gone(app: Path) -> None:
    path = write(app, "de")
    (app / "views.py").write_text('_ = gettext\nprint(_("Save"), _("Close"))\n')
    messages.collect_all()
    kept = {messages.key(message)[1]: message.string for message in messages.read(path) if message.id}
    assert kept == {"Save": "Speichern", "Close": "", "%(count)s session": ("Eine Session", "%(count)s Sessions")}


def test_compiled_catalogue_is_read_by_gettext(app: Path) -> None:
    path = write(app, "de")
    messages.compile_all()
    with path.with_suffix(".mo").open("rb") as file:
        translations = gettext.GNUTranslations(file)
    assert translations.gettext("Save") == "Speichern"
    assert translations.ngettext("%(count)s session", "%(count)s sessions", 3) == "%(count)s Sessions"
