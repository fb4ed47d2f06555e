"""What the law of a jurisdiction asks of the accessibility statement. Data, switched on per edition; a joint edition
switches on several and satisfies all of them. Nothing here quotes a law: the sections of the statement are in words of
our own, and the bodies that run an edition check names, links and periods before they publish (REQUIREMENTS 10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

USUAL_ANSWER_DAYS = 28
"""Four weeks, where a jurisdiction names no shorter period that we could confirm."""
REVIEWED_EVERY_DAYS = 365


@dataclass(frozen=True)
class Enforcement:
    """The body that helps when the answer to a report does not.

    To be checked by the organisers: bodies move, and so do their pages. The link is shown once they say that they did
    (``Statement.are_bodies_checked``).
    """

    name: str
    url: str


@dataclass(frozen=True)
class Preset:
    """One jurisdiction: the rules it names, where people turn to, and what it asks for besides."""

    code: str
    label: str
    rules: tuple[str, ...]
    enforcement: Enforcement
    answer_days: int = USUAL_ANSWER_DAYS
    wants_sign_language: bool = False
    wants_easy_language: bool = False


PRESETS = {
    preset.code: preset
    for preset in (
        Preset(
            "bw",
            "Baden-Württemberg",
            ("Landes-Behindertengleichstellungsgesetz (L-BGG)", "L-BGG-Durchführungsverordnung (L-BGG-DVO)"),
            Enforcement(
                "Schlichtungsstelle beim Landeszentrum Barrierefreiheit (LZ-BARR)", "https://barrierefreiheit-bw.de/"
            ),
            wants_sign_language=True,
            wants_easy_language=True,
        ),
        Preset(
            "nrw",
            "Nordrhein-Westfalen",
            (
                "Behindertengleichstellungsgesetz Nordrhein-Westfalen (BGG NRW)",
                "Barrierefreie-Informationstechnik-Verordnung Nordrhein-Westfalen (BITVNRW)",
            ),
            Enforcement(
                "Ombudsstelle für barrierefreie Informationstechnik des Landes Nordrhein-Westfalen",
                "https://www.lbbp.nrw.de/ombudsstelle",
            ),
            wants_sign_language=True,
            wants_easy_language=True,
        ),
        Preset(
            "federal",
            "Bund",
            (
                "Behindertengleichstellungsgesetz (BGG)",
                "Barrierefreie-Informationstechnik-Verordnung (BITV 2.0)",
            ),
            Enforcement("Schlichtungsstelle nach dem BGG", "https://www.schlichtungsstelle-bgg.de/"),
        ),
    )
}


def presets_of(codes: Iterable[str]) -> list[Preset]:
    """Return the presets of these codes in the order of the list; what is not known is left out."""
    chosen = set(codes)
    return [preset for preset in PRESETS.values() if preset.code in chosen]


def answer_days(codes: Iterable[str]) -> int:
    """Return within how many days a report has to be answered: the strictest of the presets."""
    return min((preset.answer_days for preset in presets_of(codes)), default=USUAL_ANSWER_DAYS)
