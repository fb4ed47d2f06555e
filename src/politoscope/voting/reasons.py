"""One sentence per proposal that says what became of it (VOTING.md 3): never a zero, never "rejected"."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

Reason = dict[str, Any]


def sentence_of(reason: Reason, *, tells_numbers: bool) -> str:
    """Return the sentence for a reason of the engine. With fewer than five ballots it carries no number of people."""
    words = {
        "accepted": _accepted,
        "waiting": _waiting,
        "not-ranked": _waiting,
        "below-quorum": _below_quorum,
    }.get(reason["code"], _nobody_yet)
    return words(reason, tells_numbers)


def _accepted(reason: Reason, tells_numbers: bool) -> str:
    place = _("Place %(position)s") % {"position": reason["position"]}
    if not tells_numbers:
        return _("%(place)s.") % {"place": place}
    return " ".join(filter(None, [f"{place}: {_interest(reason)}{_newly_served(reason)}.", _tie(reason)]))


def _waiting(reason: Reason, tells_numbers: bool) -> str:
    place = (
        _("Waiting list, place %(waiting)s") % {"waiting": reason.get("waiting")}
        if reason.get("waiting")
        else pgettext("vote", "Waiting list")
    )
    if not tells_numbers:
        return _("%(place)s.") % {"place": place}
    return " ".join(filter(None, [f"{place}: {_interest(reason)}{_already_served(reason)}.", _missing(reason)]))


def _below_quorum(reason: Reason, tells_numbers: bool) -> str:
    if not tells_numbers or not reason.get("counted"):
        return _("Not enough people have joined yet; a place that stays free is still possible.")
    return _("Below the quorum: %(counted)s of %(quorum)s. A place that stays free is still possible.") % {
        "counted": reason.get("counted"),
        "quorum": reason["quorum"],
    }


def _nobody_yet(reason: Reason, tells_numbers: bool) -> str:
    return _("This topic is still looking for people to join; a place that stays free is possible.")


def _interest(reason: Reason) -> str:
    return ngettext("%(number)s person interested", "%(number)s people interested", int(reason["interested"])) % {
        "number": reason["interested"]
    }


def _newly_served(reason: Reason) -> str:
    without = reason.get("without_before")
    if not without:
        return ""
    return ngettext(
        ", %(number)s of them had no chosen topic yet",
        ", %(number)s of them had no chosen topic yet",
        int(without),
    ) % {"number": without}


def _already_served(reason: Reason) -> str:
    served = reason.get("served")
    if not served:
        return ""
    average = int(reason["served_proposals"]) / int(served)
    return ngettext(
        ", %(number)s of them already has chosen topics, %(average)s on average",
        ", %(number)s of them already have chosen topics, %(average)s on average",
        int(served),
    ) % {"number": served, "average": number_format(average, 1)}


def _missing(reason: Reason) -> str:
    missing = reason.get("missing")
    if not missing:
        return ""
    return ngettext(
        "%(number)s more person interested would have been enough.",
        "%(number)s more people interested would have been enough.",
        missing,
    ) % {"number": missing}


def _tie(reason: Reason) -> str:
    return _("Exactly equal with another topic: the order was drawn.") if reason.get("tied") else ""


def hands_of(reason: Reason, *, tells_hands: bool) -> str:
    """Return how many of the interested raised a hand, apart from the phones; nothing where it would isolate people."""
    hands = reason["hands"]
    if not tells_hands or not hands:
        return ""
    sentence = ngettext("%(number)s of them by show of hands", "%(number)s of them by show of hands", hands)
    return sentence % {"number": hands}


def claim_sentence(claim: dict[str, Any], title: str) -> str:
    """Return what a group that was passed over could claim."""
    return ngettext(
        "%(people)s people want “%(title)s” and could claim %(entitled)s place; they hold %(held)s.",
        "%(people)s people want “%(title)s” and could claim %(entitled)s places; they hold %(held)s.",
        claim["entitled"],
    ) % {
        "people": claim["people"],
        "title": title,
        "entitled": claim["entitled"],
        "held": claim["held"] or pgettext("number of places", "none"),
    }
