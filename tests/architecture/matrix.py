"""The permission matrix: who may open which address (R-11). One line per address; a new address needs a line.

``row(who, …)`` says which roles are admitted; every other role, and everybody at another edition, must be refused.
``method`` is how the address is called, ``query`` is appended, ``args`` fills the parts of the address: a name of the
world of ``test_permissions.py``, such as ``number="own_number"``. Parts not named take the value of the same name.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ROLES = (
    "nobody",
    "guest",
    "participant",
    "host",
    "organiser",
    "moderator",
    "planner",
    "desk",
    "angel",
    "stranger",
)
"""``guest`` is signed in and has no registration; ``stranger`` organises and attends another edition."""

EVERYBODY = frozenset(ROLES)
SIGNED_IN = EVERYBODY - {"nobody"}
CREW = frozenset({"organiser", "moderator", "planner", "desk", "angel"})
PARTICIPANTS = frozenset({"participant", "host"})
PROPOSERS = PARTICIPANTS | CREW
ORGANISERS = frozenset({"organiser"})
MODERATORS = frozenset({"organiser", "moderator"})
PLANNERS = frozenset({"organiser", "moderator", "planner"})
DESK = frozenset({"organiser", "desk"})
COUNTER = frozenset({"organiser", "moderator", "planner", "desk"})
HOST = frozenset({"host"})
HOLDER = frozenset({"host"})
"""The world's ticket and proposal belong to the host."""


@dataclass(frozen=True)
class Row:
    """What is expected of one address."""

    who: frozenset[str]
    method: str = "get"
    query: str = ""
    args: dict[str, str] = field(default_factory=dict)
    status: int = 0
    """The answer to those admitted, where it is neither a page nor a redirect."""


def row(who: frozenset[str], method: str = "get", *, query: str = "", status: int = 0, **args: str) -> Row:
    return Row(frozenset(who), method, query, args, status)


MATRIX = {
    # ui
    "ui:language": row(EVERYBODY, "post"),
    "ui:manifest": row(EVERYBODY),
    "ui:accessibility": row(EVERYBODY),
    "ui:privacy": row(EVERYBODY),
    "ui:imprint": row(EVERYBODY),
    "ui:edition_accessibility": row(EVERYBODY),
    "ui:edition_privacy": row(EVERYBODY),
    "ui:edition_imprint": row(EVERYBODY),
    # realtime
    "realtime:events": row(PLANNERS, query="?topics=draft-plan"),
    "realtime:versions": row(PLANNERS, query="?topics=draft-plan"),
    # people
    "people:profile": row(SIGNED_IN),
    "people:second_factor": row(SIGNED_IN),
    "people:end_device": row(SIGNED_IN, "post", status=404, device="no_number"),
    "people:end_other_devices": row(SIGNED_IN, "post"),
    "account_login": row(EVERYBODY),
    "account_signup": row(EVERYBODY),
    "account_confirm_login_code": row(EVERYBODY),
    "account_logout": row(EVERYBODY),
    "account_inactive": row(EVERYBODY),
    "account_email_verification_sent": row(EVERYBODY),
    "usersessions_list": row(SIGNED_IN),
    "mfa_list_webauthn": row(SIGNED_IN),
    "mfa_index": row(SIGNED_IN),
    "mfa_add_webauthn": row(SIGNED_IN),
    "mfa_login_webauthn": row(EVERYBODY),
    "mfa_reauthenticate_webauthn": row(SIGNED_IN),
    "mfa_edit_webauthn": row(SIGNED_IN, status=404, pk="no_number"),
    "mfa_remove_webauthn": row(SIGNED_IN, status=404, pk="no_number"),
    "mfa_authenticate": row(EVERYBODY),
    "mfa_reauthenticate": row(SIGNED_IN),
    "mfa_view_recovery_codes": row(SIGNED_IN),
    "mfa_generate_recovery_codes": row(SIGNED_IN),
    "mfa_download_recovery_codes": row(SIGNED_IN),
    "openid_connect_login": row(EVERYBODY, status=404, provider_id="no_text"),
    "openid_connect_callback": row(EVERYBODY, status=404, provider_id="no_text"),
    "socialaccount_login_cancelled": row(EVERYBODY),
    "socialaccount_login_error": row(EVERYBODY),
    "socialaccount_signup": row(EVERYBODY),
    # registration
    "registration:register": row(EVERYBODY),
    "registration:mine": row(SIGNED_IN),
    "registration:cancel_mine": row(SIGNED_IN, "post"),
    "registration:consents": row(SIGNED_IN, "post"),
    "registration:ticket": row(EVERYBODY, code="ticket"),
    "registration:cancel": row(EVERYBODY, token="cancel_token"),
    "registration:registrations": row(DESK),
    "registration:walk_in": row(DESK),
    "registration:places": row(ORGANISERS),
    "registration:export": row(ORGANISERS),
    "registration:check_in": row(DESK, "post"),
    "registration:undo_check_in": row(DESK, "post"),
    "registration:cancel_for": row(ORGANISERS),
    # proposals
    "proposals:list": row(EVERYBODY),
    "proposals:new": row(PROPOSERS),
    "proposals:mine": row(PROPOSERS),
    "proposals:wish": row(PROPOSERS),
    "proposals:quick": row(COUNTER),
    "proposals:detail": row(EVERYBODY),
    "proposals:edit": row(HOST | MODERATORS),
    "proposals:submit": row(HOST, "post"),
    "proposals:withdraw": row(HOST | MODERATORS),
    "proposals:adopt": row(PROPOSERS, "post", number="wish_number"),
    # planning
    "planning:plan": row(EVERYBODY),
    "planning:session": row(EVERYBODY),
    "planning:calendar": row(EVERYBODY),
    "planning:board": row(PLANNERS),
    "planning:move": row(PLANNERS),
    "planning:park": row(PLANNERS, "post"),
    "planning:unpark": row(PLANNERS, "post"),
    "planning:pin": row(PLANNERS, "post"),
    "planning:unpin": row(PLANNERS, "post"),
    "planning:draft": row(PLANNERS, "post"),
    "planning:publish": row(PLANNERS),
    # home
    "home:index": row(EVERYBODY),
    "home:healthz": row(EVERYBODY),
    "home:edition": row(EVERYBODY),
}
