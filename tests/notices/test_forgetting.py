"""What has had its time is gone, everywhere, by itself: a walk over three years (P-07, R-16)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.db import models
from django.db.utils import DatabaseError, OperationalError
from django.test import Client

from politoscope.audit.chain import verify_all
from politoscope.audit.forgetting import RULES, Due, Rule, apply_decisions, in_running_order
from politoscope.audit.models import AuditEntry
from politoscope.editions.models import Day, Edition
from politoscope.editions.services import change_part
from politoscope.notices.forgetting import Outcome, count_what_is_due, ended_at, forget_what_is_due
from politoscope.notices.holds import lift_hold, place_hold
from politoscope.people.models import Person
from politoscope.proposals.models import Proposal
from politoscope.registration.models import PlaceCount, Registration
from tests.architecture.matrix import MATRIX
from tests.factories.registration import RegistrationFactory
from tests.notices.full_camp import CREW, GUEST, HOST, WALK_IN, FullCamp, fill
from tests.notices.traces import columns_with, texts

pytestmark = pytest.mark.django_db

REGISTRATION = {f"registration_registration.{name}" for name in ("name", "organisation", "hashtags", "search_key")}
PERSON = {f"people_person.{name}" for name in ("email", "mailbox", "name", "organisation")}
ACCOUNT = PERSON | {
    "account_emailaddress.email",
    "mfa_authenticator.data",
    "socialaccount_socialaccount.uid",
    "socialaccount_socialaccount.extra_data",
}
"""Where a guest stands as long as the account does."""
PROPOSALS = {"proposals_proposal.abstract", "proposals_proposal.tags"}
COMMENTS = {"proposals_comment.text", "proposals_comment.hidden_reason"}
MAILS = {"mail_outboxmail.to_address", "mail_outboxmail.text"}
REPORTS = {f"notices_barrierreport.{name}" for name in ("name", "email", "text")}
LOG = {"audit_auditentry.after"}
SOON = {
    "django_session.session_data",
    "proposals_proposal.time_wish",
    "registration_accessneeds.text",
    "registration_invitation.email",
    "registration_invitation.label",
}
WALK = (
    (0, ACCOUNT | REGISTRATION | PROPOSALS | COMMENTS | MAILS | REPORTS | LOG | SOON),
    (14, ACCOUNT | REGISTRATION | PROPOSALS | COMMENTS | MAILS | REPORTS | LOG | {
        "proposals_proposal.time_wish", "registration_invitation.email", "registration_invitation.label"}),
    (30, ACCOUNT | REGISTRATION | PROPOSALS | COMMENTS | MAILS | REPORTS | LOG),
    (91, ACCOUNT | REGISTRATION | PROPOSALS | COMMENTS | REPORTS | LOG),
    (179, ACCOUNT | REGISTRATION | PROPOSALS | COMMENTS | REPORTS | LOG),
    (180, ACCOUNT | REPORTS | LOG),
    (365, set()),
    (1095, set()),
)  # fmt: skip
"""Days after the end of the edition, and every column in which the guest's name or address still stands that day."""


@pytest.fixture(autouse=True)
def _rules_stay() -> Iterator[None]:
    """Put every rule back in its place: they are shared by the whole site, and their order counts."""
    before = dict(RULES)
    yield
    RULES.clear()
    RULES.update(before)


@pytest.fixture
def camp(edition: Edition, now: datetime) -> FullCamp:
    return fill(edition, now)


@pytest.fixture
def end(camp: FullCamp) -> datetime:
    """Return the midnight after the edition."""
    found = ended_at(camp.edition)
    assert found is not None
    return found


def run(moment: datetime) -> dict[str, int]:
    """Do what the night of this moment does; return how many rows each rule removed, without those that did nothing."""
    return counted(forget_what_is_due(now=moment))


def counted(outcomes: list[Outcome]) -> dict[str, int]:
    assert all(outcome.rows is not None for outcome in outcomes)
    return {outcome.rule.code: outcome.rows for outcome in outcomes if outcome.rows}


def test_guest_is_gone_from_every_table_when_each_period_is_over(camp: FullCamp, end: datetime) -> None:
    for days, left in WALK:
        run(end + timedelta(days=days))
        assert columns_with(*GUEST, "gerda") == left, f"after {days} days"


@pytest.mark.parametrize(
    ("code", "left"),
    [
        ("registration.registrations", REGISTRATION | ACCOUNT),
        ("proposals.comments", COMMENTS | ACCOUNT),
        ("proposals.on_ballot", PROPOSALS | {"people_person.name"}),
        ("mail.outbox", MAILS),
        ("notices.reports", REPORTS),
        ("audit.log", LOG),
        ("people.accounts", ACCOUNT),
    ],
)
def test_walk_finds_what_a_missing_rule_leaves(camp: FullCamp, end: datetime, code: str, left: set[str]) -> None:
    """The counter-proof: each rule is needed, and the search looks where it removes."""
    del RULES[code]
    for days, _columns in WALK:
        run(end + timedelta(days=days))
    assert columns_with(*GUEST, "gerda") == left


def test_nothing_goes_a_second_early(camp: FullCamp, end: datetime) -> None:
    for rule in in_running_order():
        if rule.is_of_edition:
            assert rule.code not in run(end + timedelta(days=rule.days or 0, seconds=-1))
    assert run(end + timedelta(days=730)).keys() >= {"editions.team"}


def test_walk_through_all_nights_removes_the_same_as_one_late_night(camp: FullCamp, end: datetime) -> None:
    """A server that was off for a year catches up: what is left does not depend on when it ran."""
    run(end + timedelta(days=1095))
    assert columns_with(*GUEST, *CREW, WALK_IN) == set()


def test_host_of_a_session_that_took_place_keeps_nothing_but_the_name(camp: FullCamp, end: datetime) -> None:
    run(end + timedelta(days=1095))
    assert columns_with(HOST[0]) == {"people_person.name", "proposals_proposal.abstract"}
    assert columns_with(HOST[1], "Amt Hanna") == set()
    host = Person.objects.get(pk=camp.host.pk)
    assert (host.email, host.mailbox, host.organisation, host.last_login) == (None, None, "", None)
    assert set(Person.objects.all()) == {host}


def test_archive_result_and_plan_can_be_read_afterwards(camp: FullCamp, end: datetime) -> None:
    run(end + timedelta(days=1095))
    slug, client = camp.edition.slug, Client()
    left = dict(Proposal.objects.filter(edition=camp.edition).values_list("title", "abstract"))
    assert left == {"Mastodon für Behörden": f"{HOST[0]} erzählt.", "Krisen-PR": "", "Podcasts": ""}
    for path in ("plan/", "proposals/", "vote/result/", f"sessions/{camp.proposals['held'].number}/"):
        page = client.get(f"/{slug}/{path}")
        assert page.status_code == 200, path
        assert "Mastodon für Behörden" in page.text, path
    assert HOST[0] in client.get(f"/{slug}/sessions/{camp.proposals['held'].number}/").text
    assert "Krisen-PR" in client.get(f"/{slug}/vote/result/").text


def test_places_that_were_taken_stay_as_a_number(camp: FullCamp, end: datetime) -> None:
    taken = PlaceCount.objects.get(edition=camp.edition).taken
    run(end + timedelta(days=180))
    assert not Registration.objects.exists()
    assert PlaceCount.objects.get(edition=camp.edition).taken == taken == 4


def test_check_in_keeps_that_somebody_came_and_not_when(camp: FullCamp, end: datetime) -> None:
    run(end + timedelta(days=30))
    assert set(Registration.objects.values_list("checked_in_at", flat=True)) == {end}


@pytest.mark.parametrize("days", [0, 14, 30, 91, 180, 365, 730, 1095])
def test_dry_run_says_what_the_run_does_and_changes_nothing(camp: FullCamp, end: datetime, days: int) -> None:
    moment = end + timedelta(days=days)
    before = sorted(texts())
    said = counted(count_what_is_due(now=moment))
    assert sorted(texts()) == before
    assert run(moment) == said


def test_second_run_finds_nothing(camp: FullCamp, end: datetime) -> None:
    for days in (14, 30, 91, 180, 365, 730, 1095):
        assert run(end + timedelta(days=days)) != {}
        after = sorted(texts())
        assert run(end + timedelta(days=days)) == {}
        assert sorted(texts()) == after


def test_log_proves_what_went_without_saying_whose_it_was(camp: FullCamp, end: datetime) -> None:
    moment = end + timedelta(days=180)
    removed = run(moment)
    entries = AuditEntry.objects.filter(action="notices.forget", recorded_at=moment)
    assert {entry.after["rule"]: entry.after["rows"] for entry in entries} == removed
    assert {entry.chain for entry in entries if entry.after["rule"].startswith("registration")} == {camp.edition.pk}
    assert {(entry.actor, entry.via, entry.target_id) for entry in entries} == {(None, "worker", "")}
    assert all(verdict.is_intact for verdict in verify_all())


def test_hold_stops_everything_but_what_no_hold_may_keep(camp: FullCamp, end: datetime, now: datetime) -> None:
    place_hold(edition=camp.edition, reason="Das Archiv prüft.", actor=camp.crew, now=now)
    run(end + timedelta(days=1095))
    gone = {"django_session.session_data", "registration_accessneeds.text"}
    left = ACCOUNT | REGISTRATION | PROPOSALS | COMMENTS | MAILS | REPORTS | LOG | SOON - gone
    assert columns_with(*GUEST, "gerda") == left
    lift_hold(edition=camp.edition, actor=camp.crew, now=end)
    run(end + timedelta(days=1095))
    assert columns_with(*GUEST, *CREW) == set()


def test_hold_of_one_edition_keeps_nothing_of_another(camp: FullCamp, other_edition: Edition, end: datetime) -> None:
    place_hold(edition=other_edition, reason="Streit", actor=camp.crew, now=end)
    run(end + timedelta(days=1095))
    assert columns_with(*GUEST) == set()


def test_who_takes_part_again_keeps_the_account_and_that_registration(
    camp: FullCamp, other_edition: Edition, end: datetime
) -> None:
    Day.objects.create(edition=other_edition, date=(end + timedelta(days=300)).date())
    again = RegistrationFactory(edition=other_edition, person=camp.guest, name=GUEST[0], organisation="")
    run(end + timedelta(days=400))
    assert columns_with(*GUEST) == ACCOUNT | {"registration_registration.name", "registration_registration.search_key"}
    assert Registration.objects.get() == again


def test_edition_without_a_day_has_no_end(camp: FullCamp, end: datetime) -> None:
    camp.edition.slots.all().delete()
    Day.objects.filter(edition=camp.edition).delete()
    assert ended_at(Edition.objects.get(pk=camp.edition.pk)) is None
    assert {code for code in run(end + timedelta(days=1095)) if RULES[code].is_of_edition} == set()


@pytest.mark.parametrize("years", [1, 10])
def test_wrong_year_deletes_nothing_at_once(camp: FullCamp, now: datetime, years: int) -> None:
    """Somebody types 2025 for 2026: the people who registered this week are not gone tomorrow, nor is the team."""
    [day] = camp.edition.days.all()
    wrong = day.date.replace(year=day.date.year - years)
    change_part(part=day, actor=camp.crew, values={"date": wrong}, now=now)
    assert {code for code in run(now + timedelta(days=13)) if RULES[code].is_of_edition} == set()
    assert "registration.access_needs" in run(now + timedelta(days=14))


def test_late_registration_is_given_its_time(camp: FullCamp, end: datetime) -> None:
    late = end + timedelta(days=170)
    RegistrationFactory(edition=camp.edition, name="Lea Late", registered_at=late)
    assert "registration.registrations" not in run(late + timedelta(days=179))
    assert run(late + timedelta(days=180))["registration.registrations"] == 5


def test_operator_of_the_server_stays(camp: FullCamp, end: datetime) -> None:
    Person.objects.filter(pk=camp.guest.pk).update(is_staff=True)
    run(end + timedelta(days=1095))
    assert Person.objects.filter(pk=camp.guest.pk).exists()


@pytest.fixture
def extra_rule() -> list[Exception]:
    """Add a rule that runs into the trouble put into the list."""
    trouble: list[Exception] = []

    def fail(due: Due) -> int:
        Person.objects.update(name="changed")
        raise trouble[0]

    RULES["tests.fails"] = Rule("tests.fails", "fails", (), days=1, forget=fail, is_of_edition=False)
    return trouble


def test_rule_that_fails_changes_nothing_and_stops_no_other(
    camp: FullCamp, end: datetime, extra_rule: list[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    extra_rule.append(DatabaseError("a mistake"))
    outcomes = forget_what_is_due(now=end + timedelta(days=14))
    assert [outcome.rule.code for outcome in outcomes if outcome.rows is None] == ["tests.fails"]
    assert not Person.objects.filter(name="changed").exists()
    assert columns_with("braucht eine Rampe") == set()
    assert "tests.fails" in caplog.text


def test_database_that_is_away_is_the_workers_trouble(
    camp: FullCamp, end: datetime, extra_rule: list[Exception]
) -> None:
    extra_rule.append(OperationalError("away"))
    with pytest.raises(OperationalError):
        forget_what_is_due(now=end)


def test_period_decided_otherwise_is_the_one_that_counts(camp: FullCamp, end: datetime) -> None:
    apply_decisions({"registration.registrations": 90, "mail.outbox": 30, "audit.log": 100})
    assert {"registration.registrations", "mail.outbox", "audit.log"} & run(end + timedelta(days=28)).keys() == set()
    assert run(end + timedelta(days=31)).keys() >= {"mail.outbox"}
    assert run(end + timedelta(days=101)).keys() >= {"registration.registrations", "audit.log"}
    assert columns_with(*GUEST) & (MAILS | REGISTRATION | LOG) == set()


NOT_ABOUT_PEOPLE = {
    "audit.AuditChain", "audit.AuditCut", "auth.Group", "auth.Permission", "contenttypes.ContentType",
    "demo.Telling", "django_tasks_database.DBTaskResult", "editions.Day", "editions.Edition", "editions.LogoPicture",
    "editions.PhaseStart", "editions.Room", "editions.Series", "editions.Slot", "notices.RetentionHold",
    "planning.Cell", "planning.Change", "planning.Occurrence", "planning.PublishedPlacement", "planning.RoomClosure",
    "planning.SessionPlan", "proposals.Digest", "proposals.ProposalCounter", "proposals.SynonymGroup",
    "realtime.TopicVersion", "registration.PlaceCount", "registration.Quota", "socialaccount.SocialApp",
    "voting.CodeBatch", "voting.Complaint", "voting.VotingCode",
}  # fmt: skip
"""Frames, counters and hashes; the worker deletes the arguments of ended tasks after a day by itself."""


def test_every_model_has_a_rule_or_is_not_about_people() -> None:
    covered = {".".join(name.split(".")[:2]) for rule in RULES.values() for name in rule.covers}
    known = {model._meta.label for model in apps.get_models() if model._meta.managed}
    assert known - covered <= NOT_ABOUT_PEOPLE
    assert covered & NOT_ABOUT_PEOPLE == set()
    assert covered - known == set()


def test_fields_that_rules_name_exist() -> None:
    for name in (name for rule in RULES.values() for name in rule.covers):
        app, model, *field = name.split(".")
        found = apps.get_model(app, model)
        assert not field or isinstance(found._meta.get_field(field[0]), models.Field)


def test_pages_that_rules_name_exist() -> None:
    assert {rule.shown_on for rule in RULES.values()} - MATRIX.keys() == {""}


def test_no_relation_to_a_person_holds_up_a_deletion() -> None:
    """Whatever names a person goes along or forgets them; nothing refuses."""
    relations = [field for field in Person._meta.get_fields(include_hidden=True) if field.one_to_many]
    kinds = {relation.on_delete for relation in relations}
    assert kinds == {models.CASCADE, models.SET_NULL}
