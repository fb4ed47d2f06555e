"""What actions, fields and things are called on the page of the log.

An action is ``app.verb`` or ``app.verb_thing``. The words are data about codes; nothing of the apps is imported.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

LOG = _("Log")
"""What the page is called."""

VERBS: dict[str, Words] = {
    "accept": _("accepted"),
    "accept_invitation": _("invitation accepted"),
    "add": _("added"),
    "admit_walk_in": _("admitted at the desk"),
    "adopt_wish": _("topic wish adopted"),
    "answer": _("answered"),
    "apply": _("drafted plan applied"),
    "ask_merge": _("merger asked for"),
    "backup": _("backup made"),
    "cancel": _("cancelled"),
    "change": _("changed"),
    "check_in": _("checked in"),
    "close": _("closed"),
    "come_instead": _("came in for somebody else"),
    "comment": _("commented"),
    "complain": _("complaint about a result"),
    "count": _("counted"),
    "create": _("created"),
    "decide": _("decided"),
    "edit": _("edited"),
    "extend": _("extended"),
    "forget": _("removed when its time was over"),
    "grant_role": _("role granted"),
    "hand_over": _("place handed over"),
    "help_ballot": _("ballot taken for somebody without a phone"),
    "hide_comment": _("comment hidden"),
    "hold": _("deletion stopped"),
    "invite": _("invited"),
    "invite_cohost": _("co-host invited"),
    "leave": _("no longer co-host"),
    "lift_hold": _("deletion goes on"),
    "make_slips": _("voting slips printed"),
    "merge": _("merged"),
    "move": _("moved"),
    "move_up": _("moved up"),
    "open": _("opened"),
    "park": _("sent to the parking lot"),
    "pin": _("pinned"),
    "place": _("placed"),
    "propose": _("proposed"),
    "publish": _("published"),
    "redo": _("done again"),
    "register": _("registered"),
    "release": _("released"),
    "remove": _("removed"),
    "repair": _("plan repaired"),
    "report_barrier": _("barrier reported"),
    "repeat": _("vote repeated"),
    "replace_synonyms": _("synonyms replaced"),
    "restore": _("earlier state put back"),
    "restrict_to_invited": _("registration restricted or opened"),
    "retry": _("sent again"),
    "revoke_invitation": _("invitation withdrawn"),
    "revoke_role": _("role revoked"),
    "send_digest": _("summary sent"),
    "separate": _("separated again"),
    "set": _("set"),
    "submit": _("submitted"),
    "swap": _("swapped"),
    "switch_phase": _("phase switched"),
    "undo": _("undone"),
    "undo_check_in": _("check-in undone"),
    "unpin": _("unpinned"),
    "void_slips": _("voting slips made void"),
    "wish": _("topic wished for"),
    "withdraw": _("withdrawn"),
    "write": _("written"),
}


TYPES: dict[str, Words] = {
    "editions.controller": _("responsible body"),
    "editions.day": _("day"),
    "editions.edition": _("edition"),
    "editions.institution": _("institution"),
    "editions.link": _("link"),
    "editions.programmeitem": _("programme item"),
    "editions.room": _("room"),
    "editions.slot": _("slot"),
    "mail.outboxmail": _("mail"),
    "notices.barrierreport": _("report of a barrier"),
    "notices.owntext": _("legal page"),
    "notices.retentionhold": _("hold on deletion"),
    "notices.statement": _("accessibility statement"),
    "people.person": _("person"),
    "planning.publication": _("revision of the plan"),
    "planning.sessionplan": _("session plan"),
    "proposals.comment": _("comment"),
    "proposals.proposal": _("session proposal"),
    "registration.invitation": _("invitation"),
    "registration.registration": _("registration"),
    "voting.round": _("round"),
}
"""What the log is about, by model."""

FIELDS: dict[str, Words] = {
    "accepted": _("accepted"),
    "answered_at": _("answered"),
    "changes": _("changes"),
    "complaints": _("complaints"),
    "due_on": _("due on"),
    "fingerprint": _("checksum"),
    "groups": _("groups"),
    "hands": _("hands"),
    "kind": _("kind"),
    "number": _("number"),
    "other": _("the other proposal"),
    "people": _("people"),
    "proposal": _("session proposal"),
    "proposals": _("session proposals"),
    "recipients": _("recipients"),
    "reviewed_on": _("looked over on"),
    "role": _("role"),
    "room": _("room"),
    "round": _("round"),
    "rows": _("rows"),
    "rule": _("rule"),
    "sessions": _("sessions"),
    "size": _("number of slips"),
    "verdict": _("decision"),
    "version": _("version of the draft"),
}
"""What values are called that are no fields, or fields without a name of their own."""


def action_name(action: str) -> Words:
    """Return what an action is called: the whole verb, else its first word, else the code."""
    verb = action.rpartition(".")[2]
    return VERBS.get(verb) or VERBS.get(verb.partition("_")[0]) or action


def field_name(target_type: str, field: str) -> Words:
    """Return what a field of a model is called; what has no name keeps its code."""
    name = getattr(field_of(target_type, field), "verbose_name", "")
    return name if isinstance(name, Promise) else FIELDS.get(field, field)


def field_of(target_type: str, field: str) -> Any:
    """Return the field of a model, or nothing: many values of the log are none."""
    try:
        return apps.get_model(target_type)._meta.get_field(field)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None


def type_name(target_type: str) -> Words:
    """Return what a kind of thing is called; what has no name keeps quiet, the action says enough."""
    return TYPES.get(target_type, "")
