"""From a title to the words that carry its meaning."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")

_STOP_WORDS = """
    aber alle allem allen aller alles als also am an auch auf aus bei beim bin bis bist da dabei damit danach dann darf
    darum das dass dein deine dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch dort du
    durch dürfen ein eine einem einen einer eines einfach er es etwas euch euer für gegen geht gibt habe haben hat hatte
    hier hin ich ihm ihn ihnen ihr ihre im in ins ist ja jede jedem jeden jeder jedes jetzt kann kein keine keinem
    keinen keiner können machen macht man mehr mein meine mich mir mit muss müssen nach neu neue neuen neuer nicht noch
    nun nur ob oder ohne schon sehr sein seine selbst sich sie sind so soll sollen sollte statt über um und uns unser
    unsere unserem unseren unserer unter vom von vor war warum was weil welche welcher wenn wer werden wie wieder will
    wir wird wo wollen wozu zu zum zur zwischen
    the a an and are at by can do for from how in is it of on or our that this to we what when which who why with you
    your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, ä as ae, without those that carry no meaning.

    A text of nothing but such words keeps them all.
    """
    plain = unicodedata.normalize("NFC", text).casefold()
    found = tuple(WORD.findall(plain))
    kept = tuple(word for word in found if word not in STOP_WORDS) or found
    return tuple(fold(word) for word in kept)


def fold(word: str) -> str:
    """Write umlauts with e and take other accents off: ``Größe`` and ``Groesse`` are one word."""
    with_e = word.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    letters = unicodedata.normalize("NFKD", with_e)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
