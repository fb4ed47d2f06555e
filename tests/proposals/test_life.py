"""What a proposal can say, who adds to it, and how the crew enters one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.proposals.enums import CommentKind, ProposalStatus
from politoscope.proposals.models import Proposal
from politoscope.proposals.services import propose_session, wish_topic

LIST = "/politoscope-2026/proposals/"
ENGLISH = {"Accept-Language": "en"}


def test_everything_a_host_may_say_is_kept_and_shown_to_whom_it_concerns(
    client: Client, edition: Edition, ada: Person, ben: Person
) -> None:
    client.force_login(ada)
    form = client.get(f"{LIST}new/").context["form"]
    latest = form.fields["present_until_at"].choices[-1][0]
    client.post(
        f"{LIST}new/",
        {
            "title": "Fact-Checking im Amt",
            "abstract": "Wir *üben* es.",
            "format": "workshop",
            "tags": "#fakten, reichweite team",
            "length_slots": "2",
            "needs": ["beamer", "step_free"],
            "language": "en",
            "present_until_at": latest,
            "time_wish": "Lieber vormittags",
            "is_confidential": "on",
        },
    )
    made = Proposal.objects.get()
    assert (made.format, made.length_slots, made.language, made.is_confidential) == ("workshop", 2, "en", True)
    assert made.tags == ["fakten", "reichweite", "team"]
    assert made.needs == ["beamer", "step_free"]
    assert made.present_until_at is not None
    private = ("Must leave at", "Lieber vormittags")
    page = client.get(f"{LIST}{made.number}/", headers=ENGLISH).text
    for shown in ("Workshop", "English", "#fakten", "#team", "<em>üben</em>", "Confidential", *private):
        assert shown in page
    client.force_login(ben)
    page = client.get(f"{LIST}{made.number}/", headers=ENGLISH).text
    assert "Workshop" in page
    assert not [word for word in private if word in page]


def test_an_offer_to_help_stands_out_among_the_comments(
    client: Client, edition: Edition, ada: Person, ben: Person, dora: Person, now: datetime
) -> None:
    proposal = propose_session(edition=edition, person=ada, title="Podcasts", now=now)
    address = f"{LIST}{proposal.number}/comments/"
    client.force_login(ben)
    client.post(address, {"kind": CommentKind.OFFER, "text": "Ich bringe ein Mikrofon mit."})
    client.post(address, {"kind": CommentKind.REMARK, "text": "Spannend!"})
    client.logout()
    page = client.get(f"{LIST}{proposal.number}/", headers=ENGLISH).text
    assert page.count("Can help") == 1
    assert page.index("Can help") < page.index("Mikrofon") < page.index("Spannend")
    client.force_login(dora)  # of another edition
    assert client.post(address, {"kind": CommentKind.OFFER, "text": "Ich auch"}).status_code == 403
    assert proposal.comments.count() == 2


def test_a_wish_is_adopted_with_one_tap_and_keeps_its_number(
    client: Client, edition: Edition, ada: Person, ben: Person, now: datetime
) -> None:
    wish = wish_topic(edition=edition, person=ben, title="Wie geht ihr mit Trollen um?", now=now)
    client.force_login(ada)
    assert f'action="{LIST}{wish.number}/adopt/"' in client.get(f"{LIST}{wish.number}/").text
    page = client.post(f"{LIST}{wish.number}/adopt/", follow=True)
    assert page.redirect_chain == [(f"{LIST}{wish.number}/", 302)]
    adopted = Proposal.objects.get()
    assert (adopted.pk, adopted.number, adopted.status) == (wish.pk, wish.number, ProposalStatus.PROPOSED)
    assert [host.person for host in adopted.hosts.filter(is_lead=True)] == [ada]


@pytest.mark.parametrize(("hours", "is_flagged"), [(1, True), (25, False)])
def test_what_came_in_today_is_flagged(
    client: Client, edition: Edition, ada: Person, hours: int, is_flagged: bool
) -> None:
    propose_session(edition=edition, person=ada, title="Podcasts", now=timezone.now() - timedelta(hours=hours))
    row = client.get(LIST).context["rows"][0]
    assert row.is_new is is_flagged


def test_desk_and_moderation_enter_for_others_and_participants_do_not(
    client: Client, edition: Edition, ben: Person, cem: Person
) -> None:
    client.force_login(ben)
    assert client.get(f"{LIST}quick/").status_code == 403
    client.force_login(cem)
    form = client.get(f"{LIST}quick/").context["form"]
    assert list(form.fields) == ["title", "host"]
    client.post(f"{LIST}quick/", {"title": "Spontan", "host": "Gast Gustav"})
    made = Proposal.objects.get()
    assert (made.entered_by, made.status, made.host_name) == (cem, ProposalStatus.PROPOSED, "Gast Gustav")


def test_a_double_click_is_one_proposal_and_a_second_thought_another(
    edition: Edition, ada: Person, ben: Person
) -> None:
    now = timezone.now()

    def propose(person: Person, *, after: int = 0, **details: Any) -> int:
        at = now + timedelta(seconds=after)
        return propose_session(edition=edition, person=person, title="Einmal reicht", now=at, **details).number

    first = propose(ada, tags=["podcast"])
    assert propose(ada, tags=["podcast"], after=2) == first
    assert {propose(ben, after=2), propose(ada, tags=[], after=3), propose(ada, tags=["podcast"], after=60)} == {
        first + 1,
        first + 2,
        first + 3,
    }
