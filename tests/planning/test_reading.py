"""Looking through the plan: search, stars, clashes, rooms, notices, and pages kept in memory."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from politoscope.mail.models import OutboxMail
from politoscope.people.models import Person
from politoscope.planning import services
from politoscope.planning.models import ChangeNotice, Star
from politoscope.planning.queries import published_plan
from politoscope.planning.queries.batches import BATCH
from politoscope.planning.reading import own_plan, room_events
from politoscope.planning.services.stars import star_sessions
from politoscope.planning.tasks import mail_change_notices
from tests.factories.editions import ProgrammeItemFactory
from tests.factories.people import PersonFactory
from tests.factories.planning import accepted
from tests.planning.conftest import Camp

SITE = "/politoscope-2026/"
PLAN = SITE + "plan/"


@pytest.fixture
def published(camp: Camp) -> Camp:
    for proposal, tags in ((camp.mastodon, ["social"]), (camp.podcast, ["audio"]), (camp.crisis, ["social"])):
        proposal.tags = tags
        proposal.save(update_fields=["tags"])
    camp.place(proposal=camp.mastodon, slot=camp.slots[0], room=camp.rooms.saal)
    camp.place(proposal=camp.podcast, slot=camp.slots[0], room=camp.rooms.studio)
    camp.place(proposal=camp.crisis, slot=camp.slots[1], room=camp.rooms.saal)
    camp.publish()
    return camp


def titles(text: str) -> set[str]:
    return set(re.findall(r'/sessions/\d+/">([^<]+)</a></p>', text))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=podcast", {"Podcast in der Verwaltung"}),
        ("q=AMT+ada", {"Mastodon für Behörden", "Krisenkommunikation"}),
        ("tag=social", {"Mastodon für Behörden", "Krisenkommunikation"}),
        ("tag=social&q=krise", {"Krisenkommunikation"}),
        ("q=<script>", set()),
        ("tag=nonsense&room=nonsense", {"Mastodon für Behörden", "Podcast in der Verwaltung", "Krisenkommunikation"}),
    ],
)
def test_search_and_filter(published: Camp, client: Client, query: str, expected: set[str]) -> None:
    response = client.get(f"{PLAN}?{query}")
    assert titles(response.text) == expected
    assert "<script>" not in response.text.partition("<body")[2].replace('type="application/ld+json"', "")


def test_plan_is_a_list_on_wide_screens_too_when_the_address_says_so(published: Camp, client: Client) -> None:
    grid, plain = client.get(PLAN).text, client.get(f"{PLAN}?view=list").text
    assert ("planning/grid" in grid, "planning/grid" in plain) == (True, False)
    assert (
        titles(grid) == titles(plain) == {"Mastodon für Behörden", "Krisenkommunikation", "Podcast in der Verwaltung"}
    )
    assert f'<a href="{PLAN}?view=list">' in grid
    assert f'<a href="{PLAN}" aria-current="true">' in grid
    assert f'<a href="{PLAN}?view=list" aria-current="true">' in plain


def test_layout_stays_while_looking_for_something(published: Camp, client: Client) -> None:
    page = client.get(f"{PLAN}?q=mastodon&view=list").text
    assert 'type="hidden" name="view" value="list"' in page
    assert f'<a href="{PLAN}?q=mastodon">' in page
    assert f'href="{PLAN}?view=list&amp;tag=' in page
    assert f'href="{PLAN}?view=list">' in page.partition('role="search"')[2]  # show everything, as a list
    grid = client.get(f"{PLAN}?q=mastodon").text
    assert f'<a href="{PLAN}?q=mastodon&amp;view=list">' in grid
    assert 'name="view"' not in grid


def test_own_plan_shows_clashes_their_way_out_and_what_is_near(published: Camp) -> None:
    services.repeat_session(
        edition=published.edition, actor=published.cem, proposal=published.podcast, now=published.now
    )
    published.publish()
    plan = published_plan(published.edition)
    moments = own_plan(plan, {published.mastodon.pk, published.podcast.pk})
    assert moments[0].is_clash
    assert [(other.entry.repeat, other.is_free) for other in moments[0].elsewhere] == [(2, True)]
    alone = own_plan(plan, {published.mastodon.pk})
    assert [entry.proposal for entry in alone[1].suggestions] == [published.crisis]


def test_stars_of_an_account_and_of_a_device(published: Camp, client: Client, ben: Person) -> None:
    device = client.get(f"{PLAN}mine/?sessions=1,99,x", headers={"hx-request": "true"})
    assert titles(device.text) == {"Mastodon für Behörden"}
    client.force_login(ben)
    client.post(f"{PLAN}mine/star/", {"session": "3"})
    client.post(f"{PLAN}mine/star/", {"sessions": "1,3,99,x"})
    assert set(Star.objects.filter(person=ben).values_list("proposal__number", flat=True)) == {1, 3}
    client.post(f"{PLAN}mine/star/", {"session": "3"})
    assert titles(client.get(f"{PLAN}mine/").text) == {"Mastodon für Behörden", "Podcast in der Verwaltung"}


def test_starring_returns_only_to_pages_of_this_site(published: Camp, client: Client, ben: Person) -> None:
    client.force_login(ben)
    response = client.post(f"{PLAN}mine/star/", {"session": "1", "next": "https://evil.example/"})
    assert response["Location"] == f"{PLAN}mine/"


def test_room_page_says_now_next_and_later(published: Camp, client: Client) -> None:
    ProgrammeItemFactory(
        edition=published.edition, title="Podium", room=published.rooms.saal, starts_at=published.slots[2].ends_at
    )
    ProgrammeItemFactory(edition=published.edition, title="Pause", starts_at=published.slots[0].ends_at)
    plan = published_plan(published.edition)
    now = published.slots[0].starts_at + timedelta(minutes=1)
    events = room_events(plan, published.rooms.saal, now=now)
    assert [(one.title, one.state) for one in events] == [
        ("Mastodon für Behörden", "now"),
        ("Krisenkommunikation", "next"),
        ("Podium", "later"),
    ]
    ended = room_events(plan, published.rooms.saal, now=published.slots[0].ends_at)
    assert [(one.title, one.state) for one in ended] == [("Krisenkommunikation", "next"), ("Podium", "later")]
    assert client.get(f"{SITE}rooms/saal/").status_code == 200
    assert client.get(f"{SITE}rooms/keller/").status_code == 404


def test_a_proposal_leads_to_its_place_once_people_can_read_it(camp: Camp, client: Client) -> None:
    camp.place(proposal=camp.podcast, slot=camp.slots[0], room=camp.rooms.studio)
    page, place = f"{SITE}proposals/{camp.podcast.number}/", f'href="{SITE}sessions/{camp.podcast.number}/"'
    assert place not in client.get(page).content.decode()
    camp.publish()
    assert place in client.get(page).content.decode()
    assert place not in client.get(f"{SITE}proposals/{camp.crisis.number}/").content.decode()


def test_change_notices_reach_hosts_and_those_who_starred_and_nobody_else(published: Camp, ada: Person) -> None:
    fan, other = PersonFactory(), PersonFactory()
    star_sessions(person=fan, proposals=[published.mastodon], now=published.now)
    star_sessions(person=other, proposals=[published.crisis], now=published.now)
    published.place(proposal=published.mastodon, slot=published.slots[2], room=published.rooms.saal)
    publication = published.publish(now=published.now + 2 * BATCH)
    notices = ChangeNotice.objects.filter(publication=publication)
    assert set(notices.values_list("person__email", "proposal__title", "is_host")) == {
        (fan.email, "Mastodon für Behörden", False),
        (ada.email, "Mastodon für Behörden", True),
    }
    assert mail_change_notices.call(publication.pk) == 2
    assert mail_change_notices.call(publication.pk) == 2  # a second run sends nothing more
    mails = OutboxMail.objects.filter(key__startswith=f"plan-change:{publication.pk}:")
    assert mails.count() == 2
    assert "moves from Saal" in mails.get(person=fan).text


def test_revisions_in_quick_succession_are_one_mail_of_what_they_changed_together(
    published: Camp, ada: Person, django_capture_on_commit_callbacks
) -> None:
    """A planner publishes, sees a slip and publishes again: the way between is on the screen only."""
    fan, other = PersonFactory(), PersonFactory()
    star_sessions(person=fan, proposals=[published.mastodon], now=published.now)
    star_sessions(person=other, proposals=[published.podcast], now=published.now)
    begin = published.now + 2 * BATCH
    published.place(proposal=published.mastodon, slot=published.slots[2], room=published.rooms.saal)
    published.swap(
        one=(published.podcast, 1), other=(published.crisis, 1), slot=published.slots[1], room=published.rooms.saal
    )
    with django_capture_on_commit_callbacks(execute=True):
        first = published.publish(now=begin)
    task = DBTaskResult.objects.get(task_path=mail_change_notices.module_path)
    assert (task.args_kwargs["args"], task.run_after) == ([first.pk], begin + BATCH)
    published.swap(
        one=(published.crisis, 1), other=(published.podcast, 1), slot=published.slots[1], room=published.rooms.saal
    )
    published.place(proposal=published.mastodon, slot=published.slots[2], room=published.rooms.salon)
    second = published.publish(now=begin + BATCH)
    published.place(proposal=published.mastodon, slot=published.slots[2], room=published.rooms.studio)
    third = published.publish(now=begin + BATCH + timedelta(seconds=1))
    assert set(ChangeNotice.objects.filter(publication=first).values_list("person__email", flat=True)) == {
        person.email for person in (fan, other, ada, published.podcast.hosts.get().person)
    }
    sent = [mail_change_notices.call(one.pk) for one in (first, second, third)]
    mails = OutboxMail.objects.filter(template="planning/mail/changes", person=fan).order_by("created_at")
    assert sent == [2, 2, 2], "Ada and her fan each time; the podcast stands where it stood"
    assert [mail.key.split(":")[1] for mail in mails] == [str(first.pk), str(third.pk)]
    assert "Salon" in mails[0].text
    assert f"(revision {second.number})" in mails[0].subject
    assert "Studio" in mails[1].text


def test_first_publication_tells_hosts_where_they_are(published: Camp) -> None:
    people = ChangeNotice.objects.filter(publication__number=1).values_list("person__name", flat=True)
    assert set(people) == {"Ada Amt", "Ben Behörde"}


def test_notices_are_shown_until_read(published: Camp, client: Client, ben: Person) -> None:
    client.force_login(ben)
    assert "data-notice=" in client.get(PLAN, headers={"accept-language": "en"}).text
    client.post(f"{PLAN}mine/notices/")
    assert "data-notice=" not in client.get(PLAN, headers={"accept-language": "en"}).text


def test_page_in_memory_is_never_older_than_the_last_revision(published: Camp, client: Client) -> None:
    first = client.get(PLAN)
    again = client.get(PLAN, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    published.park(proposal=published.mastodon)
    published.publish()
    fresh = client.get(PLAN, headers={"if-none-match": first["ETag"]})
    assert fresh.status_code == 200
    assert "Mastodon für Behörden" not in fresh.text


def test_page_in_memory_is_not_shown_to_somebody_signed_in(published: Camp, client: Client, ben: Person) -> None:
    client.get(PLAN)
    client.force_login(ben)
    response = client.get(PLAN)
    assert 'form="stars"' in response.text
    assert "no-store" in response["Cache-Control"]


def test_page_in_memory_costs_one_query_and_equals_the_first(
    published: Camp, client: Client, django_assert_num_queries
) -> None:
    first = client.get(PLAN)
    with django_assert_num_queries(1):
        again = client.get(PLAN)
    assert (again.content, again["Content-Type"], again["ETag"]) == (
        first.content,
        first["Content-Type"],
        first["ETag"],
    )
    assert again["Content-Security-Policy"] == first["Content-Security-Policy"]


def test_page_in_memory_is_per_language_and_encoding(published: Camp, client: Client) -> None:
    seen = {
        client.get(PLAN, headers={"accept-language": language, "accept-encoding": encoding}).content
        for language in ("de", "en")
        for encoding in ("", "gzip")
    }
    assert len(seen) == 4


def test_page_of_an_edition_that_is_hidden_again_leaves_the_memory(published: Camp, client: Client) -> None:
    from politoscope.editions.services.edition import change_edition

    assert client.get(PLAN).status_code == 200
    change_edition(edition=published.edition, actor=published.cem, values={"is_published": False}, now=published.now)
    assert client.get(PLAN).status_code == 404


def test_pages_answer_without_sessions_rooms_or_slots(camp: Camp, client: Client) -> None:
    for rows in (camp.edition.slots, camp.edition.rooms, camp.edition.days):
        rows.all().delete()
    for path in ("plan/", "plan/mine/", "plan/formats/", "feed.atom", "schedule.ics"):
        assert client.get(SITE + path).status_code == 200, path
    client.force_login(camp.cem)
    for path in ("", "solve/", "publish/", "repairs/", "history/", "paper/"):
        assert client.get(f"{SITE}organise/plan/{path}").status_code == 200, path


def test_more_sessions_than_cells_says_what_has_no_place(camp: Camp) -> None:
    for number in range(20, 35):
        accepted(camp.edition, f"Session {number}", number=number)
    camp.draft()
    assert len(camp.cells()) == 9
