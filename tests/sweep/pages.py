"""Every page of the site, and as whom it is looked at. One line per page and role; a new page needs a line.

``phase`` is how far today's edition of the demo has come: the vote is open, or the day is live.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SweptPage:
    """One page as one role sees it. ``name`` is the name of an address, or a path."""

    name: str
    role: str = "nobody"
    phase: str = "live"
    edition: str = "heute"
    query: str = ""
    status: int = 200

    @property
    def id(self) -> str:
        return f"{self.name}{self.query}-{self.edition}-{self.role}-{self.phase}"


def pages(name: str, *roles: str, **more: str) -> list[SweptPage]:
    """Return one line of the list: a page, as each of the roles."""
    return [SweptPage(name, role, **more) for role in roles or ("nobody",)]


PARTS = {
    "institutions": "institution",
    "controllers": "controller",
    "links": "link",
    "days": "day",
    "rooms": "room",
    "slots": "slot",
    "programme": "programme_item",
}
"""The parts of an edition that organisers list, add, change and remove."""

PAGES = [
    # the front door, and the way in
    *pages("home:index"),
    *pages("home:edition", "nobody", "participant", "organiser"),
    *pages("home:edition", "nobody", "participant", phase="voting"),
    *pages("home:edition", edition="2022"),
    *pages("account_login"),
    *pages("account_confirm_login_code"),
    *pages("account_logout", "participant"),
    *pages("account_inactive"),
    *pages("people:profile", "participant", "organiser"),
    *pages("people:second_factor", "organiser"),
    *pages("usersessions_list", "participant"),
    *pages("mfa_list_webauthn", "organiser"),
    *pages("mfa_add_webauthn", "organiser"),
    *pages("account_email", "participant"),
    # the organisers' office
    *pages("editions:create", "organiser"),
    *pages("editions:overview", "organiser", "moderator", "desk"),
    *pages("editions:change", "organiser"),
    *pages("editions:phases", "organiser"),
    *pages("editions:look", "organiser"),
    *pages("editions:logo_new", "organiser"),
    *pages("editions:team", "organiser"),
    *[
        page
        for plural, single in PARTS.items()
        for name in (plural, f"{single}_new", single, f"{single}_remove")
        for page in pages(f"editions:{name}", "organiser")
    ],
    *pages("office:log", "organiser"),
    *pages("office:mail", "organiser"),
    *pages("office:mail_detail", "organiser"),
    # 1 register
    *pages("registration:register", "nobody", "participant", "organiser", phase="voting"),
    *pages("registration:invitation"),
    *pages("registration:mine", "participant"),
    *pages("registration:hand_over", "participant"),
    *pages("registration:ticket"),
    *pages("registration:cancel"),
    *pages("registration:registrations", "desk", "organiser"),
    *pages("registration:registrations", "desk", query="?q=jan"),
    *pages("registration:walk_in", "desk"),
    *pages("registration:places", "organiser"),
    *pages("registration:invitations", "organiser"),
    *pages("registration:invite_many", "organiser"),
    *pages("registration:hand_over_for", "desk"),
    *pages("registration:cancel_for", "organiser"),
    *pages("registration:access_needs", "organiser"),
    # 2 propose
    *pages("proposals:list", "nobody", "participant", "moderator", phase="voting"),
    *pages("proposals:new", "participant", phase="voting"),
    *pages("proposals:mine", "host"),
    *pages("proposals:wish", "participant", phase="voting"),
    *pages("proposals:quick", "desk", phase="voting"),
    *pages("proposals:detail", "nobody", "host", "moderator"),
    *pages("proposals:detail", "participant", phase="voting"),
    *pages("proposals:edit", "host"),
    *pages("proposals:withdraw", "host"),
    *pages("proposals:overview", "moderator"),
    *pages("proposals:synonyms", "organiser"),
    *pages("proposals:digest_off"),
    # 3 vote
    *pages("voting:vote", "nobody", "participant", "organiser", phase="voting"),
    *pages("voting:vote", "participant"),
    *pages("voting:rounds", "moderator", phase="voting"),
    *pages("voting:rounds", "moderator"),
    *pages("voting:hands", "moderator", phase="voting"),
    *pages("voting:hands_for", "moderator", phase="voting"),
    *pages("voting:kiosk", "desk", phase="voting"),
    *pages("voting:slips", "moderator", phase="voting"),
    *pages("voting:result", "nobody", "organiser"),
    *pages("voting:result", phase="voting"),
    *pages("voting:decide", "organiser"),
    *pages("voting:check", "nobody", "participant"),
    *pages("voting:merge", "host", phase="voting"),
    *pages("voting:screen", phase="voting"),
    *pages("voting:screen"),
    *pages("voting:record", "moderator"),
    # 4 plan
    *pages("planning:plan", "nobody", "participant"),
    *pages("planning:plan", query="?view=list"),
    *pages("planning:plan", phase="voting"),
    *pages("planning:plan", edition="2022"),
    *pages("planning:plan", edition="2025"),
    *pages("planning:session", "nobody", "participant"),
    *pages("planning:session", edition="2023"),
    *pages("planning:board", "planner"),
    *pages("planning:move", "planner"),
    *pages("planning:publish", "planner"),
    *pages("planning:solve", "planner"),
    *pages("planning:history", "planner"),
    *pages("planning:repairs", "planner"),
    *pages("planning:repair", "planner"),
    *pages("planning:session_repairs", "planner"),
    *pages("planning:session_repair", "planner"),
    *pages("planning:paper", "planner"),
    *pages("planning:mine", "nobody", "participant"),
    *pages("planning:room"),
    *pages("planning:formats"),
    *pages("planning:share"),
    *pages("planning:share_session", query="?server=social.bund.de"),
    # the ground
    *pages("realtime:offline"),
    *pages("ui:accessibility"),
    *pages("ui:privacy"),
    *pages("ui:imprint"),
    *pages("notices:accessibility"),
    *pages("notices:report"),
    *pages("notices:privacy"),
    *pages("notices:imprint"),
    *pages("notices:office", "organiser"),
    *pages("notices:statement", "organiser"),
    *pages("notices:text", "organiser"),
    *pages("notices:reports", "organiser"),
    *pages("notices:retention", "organiser"),
    # the demo, and what goes wrong
    *pages("/demo/"),
    *pages("/mailbox/"),
    *pages("/styleguide/"),
    SweptPage("/gibt-es-nicht/", status=404),
    SweptPage("planning:board", "participant", status=403),
]

NO_PAGE = {
    "editions:logo",  # a picture
    "account_request_login_code",  # the same page as account_login
    "api:api-root",
    "api:list_editions",
    "api:list_rooms",
    "api:openapi-json",
    "api:read_edition",
    "api:read_now",
    "api:read_plan",
    "api:read_session",
    "office:log_export",
    "planning:advice",
    "planning:atom",
    "planning:crew_pdf",
    "planning:csv",
    "planning:json",
    "planning:own_calendar",
    "planning:pdf",
    "planning:picture",
    "planning:session_picture",
    "planning:room_calendar",
    "planning:run",  # needs a run of the engine, see tests/journey
    "planning:session_calendar",
    "planning:xlsx",
    "planning:xml",
    "proposals:similar",  # parts of pages, swept with them
    "voting:count",
    "voting:scene",
    "voting:status",
    "voting:waiting",
    "voting:counters_file",
    "voting:result_file",
    "voting:verify_html",  # a file of its own that works offline, see tests/engine
    "voting:verify_py",
    "realtime:events",
    "realtime:service_worker",
    "realtime:versions",
    "ui:manifest",
    "ui:security_txt",
    "registration:export",
    "planning:calendar",
    "home:healthz",
    "account_signup",  # the same page as account_login
    "account_email_verification_sent",
    "mfa_index",  # the same page as mfa_list_webauthn
    "mfa_login_webauthn",  # answers a script
    "mfa_authenticate",  # only in the middle of a sign-in with a passkey, see tests/people
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_edit_webauthn",  # needs a passkey, see tests/people
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "openid_connect_login",  # only where single sign-on is configured
    "openid_connect_callback",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
}
"""Addresses that answer GET and show no page of their own, or none without a state that other tests make."""
