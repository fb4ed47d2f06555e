"""The pages of proposals, as everybody sees them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from politoscope.editions.enums import Phase
from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.enums import ProposalStatus
from politoscope.proposals.models import Proposal
from politoscope.proposals.queries import offered
from politoscope.proposals.services import propose_session, set_status, wish_topic

LIST = "/politoscope-2026/proposals/"


@pytest.fixture
def proposal(edition: Edition, ada: Person, now: datetime) -> Proposal:
    return propose_session(edition=edition, person=ada, title="Mastodon im Amt", now=now)


def test_the_list_is_public_and_sets_no_cookie(client: Client, proposal: Proposal) -> None:
    response = client.get(LIST)
    assert response.status_code == 200
    assert "Mastodon im Amt" in response.text
    assert not response.cookies


def test_a_title_is_enough(client: Client, edition: Edition, ada: Person) -> None:
    client.force_login(ada)
    response = client.post(f"{LIST}new/", {"title": "  Podcasts\n für Ämter "})
    made = Proposal.objects.get()
    assert response["Location"] == f"{LIST}{made.number}/"
    assert (made.title, made.status, made.hosts.get().person) == ("Podcasts für Ämter", ProposalStatus.PROPOSED, ada)
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", ""), ("title", "x" * 141), ("abstract", "x" * 10_000), ("tags", "a, b, c, d"), ("needs", "moon")],
    ids=["empty", "long", "very long", "four tags", "unknown need"],
)
def test_what_was_typed_is_kept_beside_the_error(
    client: Client, edition: Edition, ada: Person, field: str, value: str
) -> None:
    client.force_login(ada)
    response = client.post(f"{LIST}new/", {"title": "Guter Titel", field: value})
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not Proposal.objects.exists()
    if value != "moon":
        assert value in response.text


def test_hostile_titles_are_shown_as_text(client: Client, edition: Edition, ada: Person) -> None:
    client.force_login(ada)
    client.post(f"{LIST}new/", {"title": "<script>x</script> שלום 🎙️", "abstract": "[k](javascript:x) <b>fett</b>"})
    page = client.get(f"{LIST}1/").text
    assert "<script>x" not in page
    assert "&lt;script&gt;x&lt;/script&gt; שלום 🎙️" in page
    assert 'href="javascript:' not in page
    assert "<b>fett" not in page


@pytest.mark.parametrize("unseen", ["\x00", "\x08", "\x1b", "\x9f", "\u202e", "\u2066"])
@pytest.mark.parametrize("field", ["title", "abstract", "tags", "time_wish"])
def test_what_cannot_be_seen_is_named_and_nothing_typed_goes(
    client: Client, edition: Edition, ada: Person, field: str, unseen: str
) -> None:
    client.force_login(ada)
    typed = f"Der erste{unseen}Satz"
    answer = client.post(f"{LIST}new/?lang=en", {"title": "Guter Titel", field: typed})
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert form[field].value() == typed
    if field != "time_wish":
        assert "After “Der erste” there is a character that cannot be seen. Please delete it." in answer.text
    assert not Proposal.objects.exists()


def test_line_ends_of_word_processors_stay_line_ends(client: Client, edition: Edition, ada: Person) -> None:
    client.force_login(ada)
    client.post(f"{LIST}new/", {"title": "Erste\x0bZweite", "abstract": "a\r\nb\rc\x0bd\u2028e"})
    made = Proposal.objects.get()
    assert (made.title, made.abstract) == ("Erste Zweite", "a\nb\nc\nd\ne")


def test_tags_lose_their_leading_sign_and_nothing_else(client: Client, edition: Edition, ada: Person) -> None:
    client.force_login(ada)
    client.post(f"{LIST}new/", {"title": "Guter Titel", "tags": "#podcast, C#; #podcast C++"})
    assert Proposal.objects.get().tags == ["podcast", "C#", "C++"]


def test_a_draft_is_the_hosts_secret(client: Client, edition: Edition, ada: Person, ben: Person) -> None:
    client.force_login(ada)
    client.post(f"{LIST}new/", {"title": "Geheimer Entwurf", "draft": "1"})
    assert client.get(f"{LIST}1/").status_code == 200
    client.force_login(ben)
    assert client.get(f"{LIST}1/").status_code == 404
    assert "Geheimer Entwurf" not in client.get(LIST).text
    client.force_login(ada)
    client.post(f"{LIST}1/submit/")
    assert "Geheimer Entwurf" in client.get(LIST).text


def test_only_hosts_and_moderation_edit(
    client: Client, proposal: Proposal, ada: Person, ben: Person, cem: Person, dora: Person
) -> None:
    for person, status in ((ben, 403), (dora, 403), (ada, 200), (cem, 200)):
        client.force_login(person)
        assert client.get(f"{LIST}{proposal.number}/edit/").status_code == status
        assert client.get(f"{LIST}{proposal.number}/withdraw/").status_code == status


def test_withdrawing_twice_is_once(client: Client, proposal: Proposal, ada: Person) -> None:
    client.force_login(ada)
    for _ in range(2):
        client.post(f"{LIST}{proposal.number}/withdraw/")
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.WITHDRAWN
    client.logout()
    assert client.get(f"{LIST}{proposal.number}/").status_code == 404


def test_a_session_that_took_place_is_noted_on_its_day_by_hosts_and_moderation(
    client: Client, proposal: Proposal, edition: Edition, ada: Person, ben: Person, cem: Person, now: datetime
) -> None:
    address = f"{LIST}{proposal.number}/held/"
    client.force_login(ada)
    client.post(address)
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.PROPOSED  # nothing that was never chosen takes place
    set_status(proposal=proposal, status=ProposalStatus.ACCEPTED, actor=cem, now=now)
    assert "/held/" not in client.get(f"{LIST}{proposal.number}/").text
    edition.phase_by_hand = Phase.LIVE
    edition.save(update_fields=["phase_by_hand"])
    assert "/held/" in client.get(f"{LIST}{proposal.number}/").text
    client.force_login(ben)
    assert client.post(address).status_code == 403
    client.force_login(ada)
    for _ in range(2):
        client.post(address)
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.HELD
    assert "/held/" not in client.get(f"{LIST}{proposal.number}/").text


def test_a_wish_is_adopted_once(client: Client, edition: Edition, ada: Person, ben: Person, now: datetime) -> None:
    wish = wish_topic(edition=edition, person=ben, title="Wie geht ihr mit Trollen um?", now=now)
    client.force_login(ada)
    client.post(f"{LIST}{wish.number}/adopt/")
    client.force_login(ben)
    response = client.post(f"{LIST}{wish.number}/adopt/", follow=True)
    wish.refresh_from_db()
    assert wish.status == ProposalStatus.PROPOSED
    assert [host.person for host in wish.hosts.all()] == [ada]
    assert [message.level_tag for message in response.context["messages"]][-1] == "error"


def test_a_cohost_counts_after_agreeing(client: Client, proposal: Proposal, ada: Person, ben: Person) -> None:
    client.force_login(ada)
    client.post(f"{LIST}{proposal.number}/cohosts/invite/", {"email": "BEN@example.org"})
    assert proposal.hosts.get(person=ben).agreed_at is None
    client.force_login(ben)
    client.post(f"{LIST}{proposal.number}/cohosts/accept/")
    assert proposal.hosts.get(person=ben).agreed_at is not None


def test_quick_entry_knows_people_and_takes_any_name(
    client: Client, edition: Edition, ada: Person, cem: Person
) -> None:
    client.force_login(cem)
    client.post(f"{LIST}quick/", {"title": "Spontan", "host": "Ada Amt"})
    client.post(f"{LIST}quick/", {"title": "Auch spontan", "host": "Gast Gustav"})
    first, second = Proposal.objects.order_by("number")
    assert ([host.person for host in first.hosts.all()], first.host_name) == ([ada], "")
    assert ([host.person for host in second.hosts.all()], second.host_name) == ([], "Gast Gustav")


def test_a_hidden_comment_shows_its_reason_to_its_author(
    client: Client, proposal: Proposal, ben: Person, cem: Person
) -> None:
    client.force_login(ben)
    client.post(f"{LIST}{proposal.number}/comments/", {"kind": "offer", "text": "Ich kenne mich aus."})
    comment = proposal.comments.get()
    client.force_login(cem)
    client.post(f"{LIST}{proposal.number}/comments/{comment.pk}/hide/", {"reason": "Werbung"})
    client.logout()
    page = client.get(f"{LIST}{proposal.number}/").text
    assert "Ich kenne mich aus" not in page
    assert "Werbung" not in page
    client.force_login(ben)
    assert "Werbung" in client.get(f"{LIST}{proposal.number}/").text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_three_queries(
    edition: Edition, ada: Person, now: datetime, count: int, django_assert_num_queries: Callable
) -> None:
    for number in range(count):
        propose_session(edition=edition, person=ada, title=f"Titel {number}", now=now)
    with django_assert_num_queries(3):
        rows = offered(edition, person=ada, now=now)
    assert [row.hosts for row in rows] == ["Ada Amt"] * count
