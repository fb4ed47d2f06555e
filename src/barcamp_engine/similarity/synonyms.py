"""Words that mean the same and look different: no comparison of letters can find them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from barcamp_engine.similarity.words import fold, words

ENDINGS = ("innen", "ern", "em", "en", "er", "es", "e", "n", "s", "in")
SHORTEST_STEM = 4

DEFAULT_SYNONYMS: tuple[tuple[str, ...], ...] = (
    ("KI", "Künstliche Intelligenz", "AI", "Artificial Intelligence"),
    ("Sprachmodell", "LLM", "Large Language Model"),
    ("Besprechung", "Meeting", "Sitzung"),
    ("Webseite", "Internetseite", "Website", "Homepage", "Internetauftritt", "Webauftritt"),
    ("Auszubildende", "Azubi", "Nachwuchskraft"),
    ("Behörde", "Amt", "Verwaltung", "öffentlicher Dienst"),
    ("Rathaus", "Gemeindeverwaltung", "Stadtverwaltung"),
    ("Kommune", "Gemeinde"),
    ("OZG", "Onlinezugangsgesetz"),
    ("DSGVO", "Datenschutz-Grundverordnung", "GDPR"),
    ("Bürgerbeteiligung", "Partizipation", "Beteiligung"),
    ("Barrierefreiheit", "Accessibility", "A11y"),
    ("Leichte Sprache", "Einfache Sprache", "verständliche Sprache"),
    ("Öffentlichkeitsarbeit", "PR", "Public Relations"),
    ("Soziale Medien", "Social Media", "soziale Netzwerke"),
    ("Fake News", "Desinformation", "Falschmeldung", "Falschinformation"),
    ("Hassrede", "Hate Speech", "Hasskommentar"),
    ("Personalgewinnung", "Recruiting", "Fachkräftegewinnung"),
    ("Homeoffice", "Telearbeit", "mobiles Arbeiten", "Remote Work"),
    ("Weiterbildung", "Fortbildung", "Schulung"),
    ("Nachhaltigkeit", "Klimaneutralität", "klimaneutral"),
    ("Digitalisierung", "digitale Transformation"),
    ("IT-Sicherheit", "Cybersicherheit", "Informationssicherheit"),
    ("Newsletter", "Rundbrief"),
    ("Umfrage", "Befragung"),
    ("Wissensmanagement", "Wissenstransfer"),
    ("Führungskraft", "Vorgesetzte", "Chef"),
)
"""A start for public administration; every edition keeps its own list."""


@dataclass(frozen=True)
class Synonyms:
    """Groups of terms; each term of a group, of one or several words, is read as the first one."""

    groups: tuple[tuple[str, ...], ...] = DEFAULT_SYNONYMS
    _readings: dict[tuple[str, ...], tuple[str, ...]] = field(init=False, repr=False, compare=False)
    _longest: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        readings = {
            stems(words(term)): words(group[0]) for group in self.groups if group for term in group if words(term)
        }
        object.__setattr__(self, "_readings", readings)
        object.__setattr__(self, "_longest", max(map(len, readings), default=0))

    def read(self, text: Sequence[str]) -> tuple[str, ...]:
        """Return the words of a text with every term replaced by the first of its group; longest terms first."""
        result: list[str] = []
        at = 0
        own = stems(text)
        while at < len(text):
            for length in range(min(self._longest, len(text) - at), 0, -1):
                reading = self._readings.get(own[at : at + length])
                if reading is not None:
                    result.extend(reading)
                    at += length
                    break
            else:
                result.append(text[at])
                at += 1
        return tuple(result)


def stems(text: Iterable[str]) -> tuple[str, ...]:
    """Cut the commonest endings off, so that a list needs only one form of a word."""
    return tuple(map(_stem, text))


def _stem(word: str) -> str:
    folded = fold(word)
    for ending in ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= SHORTEST_STEM:
            return folded[: -len(ending)]
    return folded
