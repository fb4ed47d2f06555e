"""Sentences about the plan, in the language and the time zone of the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from politoscope.editions.enums import Feature
from politoscope.planning.advice import LEAST_PEOPLE_SHOWN, CellAdvice, Objection
from politoscope.planning.differences import Difference, Kind, Spot
from politoscope.planning.enums import StepKind
from politoscope.planning.positions import Frame, Position

if TYPE_CHECKING:
    from politoscope.planning.models import Change, Step

REPAIRS = {
    "lose_room": lambda about: _("closed the room %(about)s") % {"about": about},
    "shift_programme": lambda about: _("moved the programme by %(about)s minutes") % {"about": about},
    "shorten_slot": lambda about: _("changed the length of a slot"),
    "move_item": lambda about: _("moved “%(about)s”") % {"about": about},
    "miss_host": lambda about: _("noted that a host is not there"),
    "cancel_session": lambda about: _("cancelled a session"),
    "merge_sessions": lambda about: _("merged two sessions"),
    "repeat_session": lambda about: _("let a session repeat"),
    "split_session": lambda about: _("split a session into two parts"),
    "resize_session": lambda about: _("changed the length of a session"),
    "clear_room": lambda about: _("removed the room %(about)s") % {"about": about},
    "clear_slot": lambda about: _("removed a slot"),
    "clear_torn": lambda about: _("set times between which a long session no longer fits"),
    "open_room": lambda about: _("opened the room %(about)s") % {"about": about},
}


def spell_difference(one: Difference) -> str:
    """Say what happened to a session: “moves from Saal, 11:00 to Studio, 12:00”."""
    if one.kind is Kind.NEW:
        return _("new: %(where)s") % {"where": spell_spot(one.spot)}
    if one.kind is Kind.GONE:
        return _("no longer in the plan (was: %(where)s)") % {"where": spell_spot(one.spot)}
    assert one.before is not None
    assert one.after is not None
    if one.kind is Kind.ROOM:
        return _("changes the room: %(after)s instead of %(before)s, still %(time)s") % {
            "after": one.after.room_name,
            "before": one.before.room_name,
            "time": clock(one.after.starts_at),
        }
    if one.kind is Kind.TIME and one.before.starts_at == one.after.starts_at:
        return _("ends at %(after)s instead of %(before)s") % {
            "after": clock(one.after.ends_at),
            "before": clock(one.before.ends_at),
        }
    if one.kind is Kind.TIME:
        return _("begins at %(after)s instead of %(before)s") % {
            "after": clock(one.after.starts_at),
            "before": clock(one.before.starts_at),
        }
    return _("moves from %(before)s to %(after)s") % {"before": spell_spot(one.before), "after": spell_spot(one.after)}


def spell_spot(spot: Spot) -> str:
    """Say where and when: “Saal, Thu 11:00”."""
    return _("%(room)s, %(time)s") % {"room": spot.room_name, "time": day_and_clock(spot.starts_at)}


def spell_step(step: Step, changes: list[Change], frame: Frame) -> str:
    """Say what a step did, without its author: “moved “Mastodon” to Saal, Thu 11:00”."""
    kind = StepKind(step.kind)
    count = len(changes)
    if kind is StepKind.REPAIR and step.details.get("repair") in REPAIRS:
        said = REPAIRS[step.details["repair"]](step.details.get("about", ""))
        if changes:
            more = ngettext("%(count)d session changed", "%(count)d sessions changed", count) % {"count": count}
            return f"{said} ({more})"
        return said
    if kind is StepKind.RESTORE:
        return _("went back to version %(version)s") % {"version": step.details.get("to", "?")}
    if kind in (StepKind.UNDO, StepKind.REDO) and step.undoes is not None:
        pattern = _("undid step %(version)d") if kind is StepKind.UNDO else _("redid step %(version)d")
        return pattern % {"version": step.undoes.version}
    if kind is StepKind.APPLY:
        return ngettext(
            "took over a drafted plan (%(count)d session)", "took over a drafted plan (%(count)d sessions)", count
        ) % {"count": count}
    return "; ".join(_spell_change(kind, change, frame) for change in changes)


def _spell_change(kind: StepKind, change: Change, frame: Frame) -> str:
    words: Mapping[str, Any] = {
        "title": change.occurrence.proposal.title,
        "where": spell_position(Position.from_json(change.after), frame),
    }
    if kind is StepKind.PIN:
        return _("pinned “%(title)s”") % words
    if kind is StepKind.UNPIN:
        return _("unpinned “%(title)s”") % words
    return _("“%(title)s” → %(where)s") % words


def spell_position(position: Position, frame: Frame) -> str:
    """Say where a position is: a room and a time, the parking lot, or among those that wait."""
    if position.is_placed:
        room, slot = frame.room_by_id.get(position.room), frame.slot_by_id.get(position.slot)  # type: ignore[arg-type]
        if room is None or slot is None:
            return _("a room or slot that was removed")
        return _("%(room)s, %(time)s") % {"room": room.name, "time": day_and_clock(slot.starts_at)}
    return _("parking lot") if position.is_parked else _("waiting for a place")


def day_and_clock(instant: datetime) -> str:
    """Return weekday and time."""
    return date_format(timezone.localtime(instant), pgettext("format of weekday and time", "D H:i"))


def clock(instant: datetime) -> str:
    """Return the time of day."""
    return date_format(timezone.localtime(instant), "H:i")


def spell_objection(one: Objection) -> str:
    """Say why a cell is not good for a card, as a whole sentence."""
    lacks = ", ".join(str(Feature(code).label) for code in one.lacks if code in Feature.values)
    words = {"title": one.title, "person": one.person, "lacks": lacks}
    said = OBJECTIONS.get(one.code, lambda: _("A rule of the plan speaks against it."))() % words
    if one.other:
        return _("“%(other)s” would not fit in its new place: %(why)s") % {"other": one.other, "why": said}
    return said


OBJECTIONS = {
    "host_clash": lambda: _("%(person)s hosts “%(title)s” at the same time."),
    "host_absent": lambda: _("%(person)s is not there at that time."),
    "away": lambda: _("Its host cannot come at that time."),
    "room_lacks": lambda: _("The room lacks: %(lacks)s."),
    "cell_blocked": lambda: _("The room is not available at that time."),
    "slot_not_allowed": lambda: _("Its host cannot come at that time."),
    "too_long": lambda: _("It lasts two slots, and no free second slot follows."),
    "twice_in_slot": lambda: _("It takes place in this slot already."),
    "cell_taken": lambda: _("“%(title)s” stands there and cannot swap."),
    "not_accepted": lambda: _("It is not accepted any more: it can only leave the plan."),
    "crowded": lambda: _("“%(title)s” would expect more people than its room has seats."),
    "frozen": lambda: _("The slot begins within minutes: only the moderator changes it."),
    "too_small": lambda: _("More people are expected than the room has seats."),
}


def spell_advice(advice: CellAdvice, seats: int) -> str:
    """Say in a few words what a card would do in a cell."""
    swap = [_("Swaps with “%(title)s”.") % {"title": advice.swaps_with}] if advice.swaps_with else []
    return " ".join([*swap, *(text for _kind, text in advice_lines(advice, seats))])


def advice_lines(advice: CellAdvice, seats: int) -> list[tuple[str, str]]:
    """Return what a card would do in a cell line by line, each with its kind; the cell itself says with what it swaps.

    Kinds: ``objection``, ``won``, ``same`` or ``lost`` for wishes, ``audience``. Of a cell out of reach nothing else
    matters.
    """
    if advice.is_impossible:
        return [("objection", spell_objection(one)) for one in advice.objections if one.is_absolute]
    lines = [("objection", spell_objection(one)) for one in advice.objections]
    if advice.wishes is not None:
        kind = "won" if advice.wishes > 0 else "lost" if advice.wishes < 0 else "same"
        lines.append((kind, spell_wishes(advice.wishes)))
    if advice.audience is not None:
        lines.append(("audience", spell_audience(advice.audience, seats)))
    return lines


def spell_wishes(count: int) -> str:
    """Say how many wishes are won or lost; small numbers are not told apart."""
    if count == 0:
        return _("As good as now.")
    if abs(count) < LEAST_PEOPLE_SHOWN:
        return _("A few wishes won.") if count > 0 else _("A few wishes lost.")
    if count > 0:
        return ngettext("%(count)d wish won.", "%(count)d wishes won.", count) % {"count": count}
    return ngettext("%(count)d wish lost.", "%(count)d wishes lost.", -count) % {"count": -count}


def spell_audience(audience: tuple[int, int], seats: int) -> str:
    """Say how many people are expected, as a range, against the seats."""
    low, high = audience
    if high < LEAST_PEOPLE_SHOWN:
        return _("Few people expected, %(seats)d seats.") % {"seats": seats}
    return _("%(low)d–%(high)d people expected, %(seats)d seats.") % {"low": low, "high": high, "seats": seats}


MOST_TITLES = 6
"""A sentence with more titles than that is a list nobody reads."""

HINDRANCES = {
    "no_room_has": lambda: _("“%(titles)s”: no room has what it needs (%(lacks)s)."),
    "host_never_there": lambda: _("“%(titles)s”: its hosts are never there together."),
    "slots_excluded": lambda: _("“%(titles)s”: there is no slot when it can take place."),
    "no_cell": lambda: _("“%(titles)s”: what it needs and what is free exclude each other."),
    "host_overbooked": lambda: _(
        "One host has more sessions than slots when they are there (%(available)d): %(titles)s."
    ),
    "too_few_cells": lambda: _("%(wanted)d sessions share %(available)d places: %(titles)s."),
    "too_few_cells_for_many": lambda: _("There are %(available)d places in all, and more sessions than that."),
    "pins_collide": lambda: _("Pinned to one place: %(titles)s. Unpin one of them."),
    "frozen_breaks_rule": lambda: _("What is frozen already breaks a rule: %(titles)s."),
}


def spell_hindrance(one: Mapping[str, Any]) -> str:
    """Say what stands in the way of a plan with everything in it."""
    words = {
        "titles": ", ".join(one.get("titles", [])),
        "lacks": ", ".join(str(Feature(code).label) for code in one.get("lacks", []) if code in Feature.values),
        "wanted": one.get("wanted", 0),
        "available": one.get("available", 0),
    }
    code = one["obstacle"]
    if code == "too_few_cells" and len(one.get("titles", [])) > MOST_TITLES:
        code = "too_few_cells_for_many"
    return HINDRANCES.get(code, lambda: _("Not everything can be placed: %(titles)s."))() % words


WHY_ROOM = {
    "frozen": lambda: _("The slot is frozen."),
    "pinned": lambda: _("A planner pinned it to this room."),
    "only_with_feature": lambda: _("Only this room has what it needs: %(features)s."),
    "kept": lambda: _("It was in this room before."),
    "largest_needed": lambda: _("It needs the largest room."),
    "fits": lambda: _("The room holds those who are expected."),
    "best_left": lambda: _("Larger rooms are taken by sessions that more people want."),
}


def spell_reason(reason: Mapping[str, Any]) -> str:
    """Say in a few sentences why a session stands where it stands."""
    parts = []
    if hurts := reason.get("hurts"):
        words = {"title": hurts["title"], "people": hurts["people"] or 0}
        if hurts["people"] == 0:
            parts.append(_("Nobody wants it together with a session at the same time."))
        elif hurts["people"] is None:
            parts.append(_("Parallel to “%(title)s”: a few people want both.") % words)
        else:
            parts.append(_("Parallel to “%(title)s”: %(people)d people want both.") % words)
    if other := reason.get("other"):
        where = f"{other['room']}, {day_and_clock(datetime.fromisoformat(other['starts_at']))}"
        if other["wishes"] < 0:
            cost = -other["wishes"]
            pattern = ngettext(
                "The best other place (%(where)s) would cost %(count)d wish.",
                "The best other place (%(where)s) would cost %(count)d wishes.",
                cost,
            )
            parts.append(pattern % {"where": where, "count": cost})
        else:
            parts.append(_("%(where)s would be as good.") % {"where": where})
    features = ", ".join(str(Feature(code).label) for code in reason["features"] if code in Feature.values)
    parts.append(WHY_ROOM[reason["why_room"]]() % {"features": features})
    return " ".join(parts)
