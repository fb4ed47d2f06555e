"""The permission matrix: who may open which address (R-11). One line per address; a new address needs a line.

``row(who, …)`` says which roles are admitted; every other role, and everybody at another edition, must be refused.
``method`` is how the address is called, ``query`` is appended, ``args`` fills the parts of the address: a name of the
world of ``test_permissions.py``, such as ``number="own_number"``. Parts not named take the value of the same name.
"""

from __future__ import annotations

from collections.abc import Collection
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
HELPERS = frozenset({"organiser", "moderator", "desk"})
COUNTER = frozenset({"organiser", "moderator", "planner", "desk"})
HOST = frozenset({"host"})
"""The world's proposal belongs to the host."""


@dataclass(frozen=True)
class Row:
    """What is expected of one address."""

    who: frozenset[str]
    method: str = "get"
    query: str = ""
    args: dict[str, str] = field(default_factory=dict)
    status: int = 0
    """The answer to those admitted, where it is neither a page nor a redirect."""
    is_costly: bool = False
    """Takes seconds (a PDF): of those admitted only two are tried."""

    def tried(self) -> list[str]:
        """Return the roles that call the address."""
        admitted = [role for role in ROLES if role in self.who]
        refused = [role for role in ROLES if role not in self.who]
        return (admitted[:2] if self.is_costly else admitted) + refused


def row(
    who: Collection[str], method: str = "get", *, query: str = "", status: int = 0, costly: bool = False, **args: str
) -> Row:
    return Row(frozenset(who), method, query, args, status, costly)


MATRIX = {
    # ui
    "ui:language": row(EVERYBODY, "post"),
    "ui:manifest": row(EVERYBODY),
    "ui:accessibility": row(EVERYBODY),
    "ui:privacy": row(EVERYBODY),
    "ui:imprint": row(EVERYBODY),
    "ui:security_txt": row(EVERYBODY),
    "notices:accessibility": row(EVERYBODY),
    "notices:report": row(EVERYBODY),
    "notices:privacy": row(EVERYBODY),
    "notices:imprint": row(EVERYBODY),
    "notices:office": row(ORGANISERS),
    "notices:statement": row(ORGANISERS),
    "notices:text": row(ORGANISERS, kind="text_kind"),
    "notices:reports": row(ORGANISERS),
    "notices:retention": row(ORGANISERS),
    "notices:lift_hold": row(ORGANISERS, "post"),
    "notices:answer": row(ORGANISERS, "post", report="report"),
    # the API
    "api:openapi-json": row(EVERYBODY),
    "api:api-root": row(EVERYBODY, status=404),
    "api:list_editions": row(EVERYBODY),
    "api:read_edition": row(EVERYBODY, slug="edition"),
    "api:list_rooms": row(EVERYBODY, slug="edition"),
    "api:read_plan": row(EVERYBODY, slug="edition"),
    "api:read_now": row(EVERYBODY, slug="edition"),
    "api:read_session": row(EVERYBODY, slug="edition", number="accepted_number"),
    # realtime
    "realtime:events": row(PLANNERS, query="?topics=draft-plan"),
    "realtime:service_worker": row(EVERYBODY),
    "realtime:offline": row(EVERYBODY),
    "realtime:versions": row(PLANNERS, query="?topics=draft-plan"),
    # people
    "people:profile": row(SIGNED_IN),
    "people:second_factor": row(SIGNED_IN),
    "people:end_device": row(SIGNED_IN, "post", status=404, device="no_number"),
    "people:end_other_devices": row(SIGNED_IN, "post"),
    "account_login": row(EVERYBODY),
    "account_signup": row(EVERYBODY),
    "account_request_login_code": row(EVERYBODY),
    "account_email": row(SIGNED_IN),
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
    # editions
    "editions:create": row({"organiser", "stranger"}),
    "editions:overview": row(CREW),
    "editions:change": row(ORGANISERS),
    "editions:phases": row(ORGANISERS),
    "editions:look": row(ORGANISERS),
    "editions:logo_new": row(ORGANISERS),
    "editions:logo_remove": row(ORGANISERS, "post", digest="logo"),
    "editions:logo": row(EVERYBODY, digest="logo"),
    "editions:team": row(ORGANISERS),
    "editions:revoke": row(ORGANISERS, "post"),
    "editions:institutions": row(ORGANISERS),
    "editions:institution_new": row(ORGANISERS),
    "editions:institution": row(ORGANISERS, pk="institution"),
    "editions:institution_remove": row(ORGANISERS, pk="institution"),
    "editions:institution_up": row(ORGANISERS, "post", pk="institution"),
    "editions:controllers": row(ORGANISERS),
    "editions:controller_new": row(ORGANISERS),
    "editions:controller": row(ORGANISERS, pk="controller"),
    "editions:controller_remove": row(ORGANISERS, pk="controller"),
    "editions:controller_up": row(ORGANISERS, "post", pk="controller"),
    "editions:links": row(ORGANISERS),
    "editions:link_new": row(ORGANISERS),
    "editions:link": row(ORGANISERS, pk="link"),
    "editions:link_remove": row(ORGANISERS, pk="link"),
    "editions:link_up": row(ORGANISERS, "post", pk="link"),
    "editions:days": row(ORGANISERS),
    "editions:day_new": row(ORGANISERS),
    "editions:day": row(ORGANISERS, pk="day"),
    "editions:day_remove": row(ORGANISERS, pk="day"),
    "editions:rooms": row(ORGANISERS),
    "editions:room_new": row(ORGANISERS),
    "editions:room": row(ORGANISERS, pk="room"),
    "editions:room_remove": row(ORGANISERS, pk="room"),
    "editions:room_up": row(ORGANISERS, "post", pk="room"),
    "editions:slots": row(ORGANISERS),
    "editions:slot_new": row(ORGANISERS),
    "editions:slot": row(ORGANISERS, pk="slot"),
    "editions:slot_remove": row(ORGANISERS, pk="slot"),
    "editions:programme": row(ORGANISERS),
    "editions:programme_item_new": row(ORGANISERS),
    "editions:programme_item": row(ORGANISERS, pk="programme_item"),
    "editions:programme_item_remove": row(ORGANISERS, pk="programme_item"),
    "office:log": row(ORGANISERS),
    "office:log_export": row(ORGANISERS),
    "office:mail": row(ORGANISERS),
    "office:mail_detail": row(ORGANISERS),
    "office:mail_retry": row(ORGANISERS, "post"),
    # registration
    "registration:register": row(EVERYBODY),
    "registration:invitation": row(EVERYBODY, token="invitation_token"),
    "registration:mine": row(SIGNED_IN),
    "registration:hand_over": row(SIGNED_IN),
    "registration:cancel_mine": row(EVERYBODY, "post"),
    "registration:consents": row(EVERYBODY, "post"),
    "registration:ticket": row(EVERYBODY, code="ticket"),
    "registration:cancel": row(EVERYBODY, token="cancel_token"),
    "registration:registrations": row(DESK),
    "registration:walk_in": row(DESK),
    "registration:places": row(ORGANISERS),
    "registration:invitations": row(ORGANISERS),
    "registration:invite_many": row(ORGANISERS),
    "registration:restrict": row(ORGANISERS, "post"),
    "registration:revoke_invitation": row(ORGANISERS, "post"),
    "registration:access_needs": row(ORGANISERS),
    "registration:export": row(ORGANISERS),
    "registration:check_in": row(DESK, "post"),
    "registration:undo_check_in": row(DESK, "post"),
    "registration:hand_over_for": row(DESK, registration="unused_registration"),
    "registration:cancel_for": row(ORGANISERS),
    # proposals
    "proposals:list": row(EVERYBODY),
    "proposals:new": row(PROPOSERS),
    "proposals:mine": row(PROPOSERS),
    "proposals:wish": row(PROPOSERS),
    "proposals:quick": row(COUNTER),
    "proposals:detail": row(EVERYBODY),
    "proposals:edit": row(HOST | MODERATORS),
    "proposals:submit": row(HOST | MODERATORS, "post"),
    "proposals:held": row(HOST | MODERATORS, "post"),
    "proposals:withdraw": row(HOST | MODERATORS),
    "proposals:adopt": row(PROPOSERS, "post", number="wish_number"),
    "proposals:similar": row(PROPOSERS, query="?title=Krise"),
    "proposals:overview": row(MODERATORS),
    "proposals:synonyms": row(ORGANISERS),
    "proposals:digest": row(ORGANISERS, "post"),
    "proposals:digest_off": row(EVERYBODY, token="digest_token"),
    "proposals:cohost_invite": row(HOST, "post"),
    "proposals:cohost_accept": row(PROPOSERS, "post"),
    "proposals:cohost_leave": row(PROPOSERS, "post"),
    "proposals:comment": row(PROPOSERS, "post"),
    "proposals:comment_hide": row(MODERATORS, "post"),
    # voting
    "voting:vote": row(EVERYBODY),
    "voting:status": row(EVERYBODY),
    "voting:waiting": row(EVERYBODY),
    "voting:cast": row(EVERYBODY, "post", number="open_round"),  # who is not entitled is told so, see tests/voting
    "voting:result": row(EVERYBODY),
    "voting:result_file": row(EVERYBODY, status=404, number="counted_round"),
    "voting:verify_py": row(EVERYBODY),
    "voting:verify_html": row(EVERYBODY),
    "voting:check": row(EVERYBODY),
    "voting:complain": row(EVERYBODY, "post", number="counted_round"),
    "voting:screen": row(EVERYBODY),
    "voting:scene": row(EVERYBODY),
    "voting:kiosk": row(HELPERS),
    "voting:rounds": row(MODERATORS),
    "voting:count": row(MODERATORS),
    "voting:open": row(MODERATORS, "post"),
    "voting:extend": row(MODERATORS, "post", number="open_round"),
    "voting:announce": row(MODERATORS, "post", number="open_round"),
    "voting:close": row(MODERATORS, "post", number="open_round"),
    "voting:tally": row(MODERATORS, "post", number="counted_round"),
    "voting:accept": row(MODERATORS, "post", number="counted_round"),
    "voting:release": row(MODERATORS, "post", number="counted_round"),
    "voting:repeat": row(MODERATORS, "post", number="counted_round"),
    "voting:record": row(MODERATORS, number="counted_round"),
    "voting:seats": row(MODERATORS, "post", number="counted_round"),
    "voting:decide": row(MODERATORS, number="counted_round", proposal="number"),
    "voting:hands": row(MODERATORS),
    "voting:hands_for": row(MODERATORS, proposal="number"),
    "voting:show_hands": row(MODERATORS, "post", number="open_round"),
    "voting:slips": row(MODERATORS),
    "voting:void_slips": row(MODERATORS, "post"),
    "voting:counters_file": row(MODERATORS, status=404, number="counted_round"),  # this round publishes its ballots
    "voting:merge": row(HOST | MODERATORS, number="number"),
    "voting:merge_agree": row(PROPOSERS, "post", status=404, merge="no_uuid"),
    "voting:merge_end": row(PROPOSERS, "post", status=404, merge="no_uuid"),
    # planning
    "planning:plan": row(EVERYBODY),
    "planning:session": row(EVERYBODY, number="accepted_number"),
    "planning:calendar": row(EVERYBODY),
    "planning:board": row(PLANNERS),
    "planning:move": row(PLANNERS),
    "planning:park": row(PLANNERS, "post"),
    "planning:unpark": row(PLANNERS, "post"),
    "planning:pin": row(PLANNERS, "post"),
    "planning:unpin": row(PLANNERS, "post"),
    "planning:advice": row(PLANNERS),
    "planning:undo": row(PLANNERS, "post"),
    "planning:redo": row(PLANNERS, "post"),
    "planning:history": row(PLANNERS),
    "planning:restore": row(PLANNERS, "post"),
    "planning:session_repairs": row(PLANNERS),
    "planning:session_repair": row(PLANNERS, repair="repeat"),
    "planning:repairs": row(PLANNERS),
    "planning:repair": row(PLANNERS, repair="room_lost"),
    "planning:publish": row(PLANNERS),
    "planning:mine": row(EVERYBODY),
    "planning:star": row(SIGNED_IN, "post"),
    "planning:read_notices": row(SIGNED_IN, "post"),
    "planning:calendar_key": row(SIGNED_IN, "post"),
    "planning:own_calendar": row(EVERYBODY, secret="calendar_secret"),
    "planning:room": row(EVERYBODY, room="room_slug"),
    "planning:room_calendar": row(EVERYBODY, room="room_slug"),
    "planning:session_calendar": row(EVERYBODY, number="accepted_number"),
    "planning:share": row(EVERYBODY),
    "planning:share_session": row(EVERYBODY, number="accepted_number"),
    "planning:picture": row(EVERYBODY),
    "planning:session_picture": row(EVERYBODY, number="accepted_number"),
    "planning:formats": row(EVERYBODY),
    "planning:xml": row(EVERYBODY),
    "planning:json": row(EVERYBODY),
    "planning:csv": row(EVERYBODY),
    "planning:xlsx": row(EVERYBODY),
    "planning:atom": row(EVERYBODY),
    "planning:pdf": row(EVERYBODY, costly=True, sheet="public_sheet"),
    "planning:paper": row(PLANNERS),
    "planning:crew_pdf": row(PLANNERS, costly=True, sheet="crew_sheet"),
    "planning:solve": row(PLANNERS),
    "planning:run": row(PLANNERS),
    "planning:cancel_run": row(PLANNERS, "post"),
    "planning:apply_run": row(PLANNERS, "post"),
    # home
    "home:index": row(EVERYBODY),
    "home:healthz": row(EVERYBODY),
    "home:edition": row(EVERYBODY),
}
