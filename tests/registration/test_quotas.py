"""Places per kind of organisation: never overbooked, in order, and explained (R-07)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from politoscope.audit.models import AuditEntry
from politoscope.editions.models import Edition
from politoscope.mail.models import OutboxMail
from politoscope.people.models import Person
from politoscope.registration.enums import OrganisationType, RegistrationStatus
from politoscope.registration.errors import KindFull, KindNeeded, NotConfirmed, PlacesTaken, QuotasTaken
from politoscope.registration.handing_over import hand_over
from politoscope.registration.models import PlaceCount, Quota, Registration
from politoscope.registration.queries import waiting_position
from politoscope.registration.quotas import count_kinds
from politoscope.registration.services import admit_walk_in, cancel_registration, register, set_places
from tests.factories.editions import EditionFactory
from tests.factories.people import PersonFactory
from tests.registration.test_last_place import all_at_once

CONFIRMED, WAITING, CANCELLED = RegistrationStatus
MINISTRY, NGO, SCIENCE = OrganisationType.MINISTRY, OrganisationType.NGO, OrganisationType.SCIENCE
NOW = datetime(2026, 10, 15, 8, 0, tzinfo=UTC)
PLACES_PAGE = "/politoscope-2026/organise/registrations/places/"
REGISTER = "/politoscope-2026/register/"

Come = Callable[[str, str], Registration]


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def shared(edition: Edition, cem: Person, now: datetime) -> Edition:
    """Return the edition with four places, two of them for ministries at most."""
    set_places(edition=edition, places=4, quotas={MINISTRY: 2}, actor=cem, now=now)
    return edition


@pytest.fixture
def come(shared: Edition, now: datetime) -> Come:
    """Register somebody new by name and kind of organisation."""

    def come(name: str, kind: str) -> Registration:
        return register(edition=shared, person=PersonFactory(name=name), name=name, organisation_type=kind, now=now)

    return come


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def standing(*rows: Registration) -> list[str]:
    return [Registration.objects.get(pk=row.pk).status for row in rows]


def taken(kind: str = MINISTRY) -> int:
    return Quota.objects.get(organisation_type=kind).taken


@pytest.mark.django_db
def test_beyond_the_quota_one_waits_while_others_still_come(come):
    rows = [come("Anna", MINISTRY), come("Berta", MINISTRY), come("Cleo", MINISTRY), come("Dana", NGO)]
    assert standing(*rows) == [CONFIRMED, CONFIRMED, WAITING, CONFIRMED]
    assert (taken(), PlaceCount.objects.get().taken) == (2, 3)


@pytest.mark.django_db
def test_who_moves_up_is_the_first_whose_kind_has_a_place(come, now):
    anna, _berta, cleo = (come(name, MINISTRY) for name in ("Anna", "Berta", "Cleo"))
    dana, _emil, fritz = (come(name, NGO) for name in ("Dana", "Emil", "Fritz"))
    assert standing(cleo, fritz) == [WAITING, WAITING]
    cancel_registration(registration=dana, actor=None, now=now)
    assert standing(cleo, fritz) == [WAITING, CONFIRMED]
    gero = come("Gero", SCIENCE)
    cancel_registration(registration=anna, actor=None, now=now)
    assert standing(cleo, gero) == [CONFIRMED, WAITING]
    assert (taken(), PlaceCount.objects.get().taken) == (2, 4)


@pytest.mark.django_db
def test_position_counts_those_who_are_really_ahead(come):
    for name in ("Anna", "Berta", "Cleo"):
        come(name, MINISTRY)
    dana = come("Dana", MINISTRY)
    for name in ("Emil", "Fritz"):
        come(name, NGO)
    gero = come("Gero", NGO)
    assert (waiting_position(dana), waiting_position(gero)) == (2, 1)


@pytest.mark.django_db
def test_a_larger_quota_lets_people_move_up_and_a_smaller_one_throws_nobody_out(shared, come, cem, now):
    rows = [come(name, MINISTRY) for name in ("Anna", "Berta", "Cleo")]
    with pytest.raises(QuotasTaken) as refused:
        set_places(edition=shared, places=9, quotas={MINISTRY: 1, NGO: 3}, actor=cem, now=now)
    assert refused.value.taken == {MINISTRY: 2}
    assert (Edition.objects.get(pk=shared.pk).capacity, Quota.objects.get().places) == (4, 2)
    set_places(edition=shared, places=4, quotas={MINISTRY: 3}, actor=cem, now=now)
    assert standing(*rows) == [CONFIRMED] * 3
    entry = AuditEntry.objects.filter(action="registration.set_places").order_by("sequence").last()
    assert (entry.before["ministry"], entry.after["ministry"]) == (2, 3)


@pytest.mark.django_db
def test_a_quota_set_later_counts_who_is_there_and_none_again_opens_the_kind(edition, cem, now):
    for name in ("Anna", "Berta"):
        register(edition=edition, person=PersonFactory(), name=name, organisation_type=NGO, now=now)
    set_places(edition=edition, places=None, quotas={NGO: 2}, actor=cem, now=now)
    assert taken(NGO) == 2
    late = register(edition=edition, person=PersonFactory(), name="Cleo", organisation_type=NGO, now=now)
    assert late.status == WAITING
    set_places(edition=edition, places=None, quotas={NGO: None}, actor=cem, now=now)
    assert standing(late) == [CONFIRMED]
    assert not Quota.objects.exists()


@pytest.mark.django_db
def test_with_quotas_everybody_says_the_kind_but_who_never_did(edition, cem, now):
    early = register(edition=edition, person=PersonFactory(), name="Eva", now=now)
    set_places(edition=edition, places=9, quotas={NGO: 0}, actor=cem, now=now)
    with pytest.raises(KindNeeded):
        register(edition=edition, person=PersonFactory(), name="Max", now=now)
    register(edition=edition, person=early.person, name="Eva Neu", now=now)
    assert Registration.objects.get(pk=early.pk).name == "Eva Neu"


@pytest.mark.django_db
def test_another_kind_takes_a_place_of_the_other_quota_or_is_refused(shared, come, now):
    anna, _berta, cleo = (come(name, MINISTRY) for name in ("Anna", "Berta", "Cleo"))
    dana = come("Dana", NGO)
    with pytest.raises(KindFull):
        register(edition=shared, person=dana.person, name="Dana", organisation_type=MINISTRY, now=now)
    register(edition=shared, person=anna.person, name="Anna", organisation_type=SCIENCE, now=now)
    assert standing(anna, cleo, dana) == [CONFIRMED] * 3
    assert (taken(), Registration.objects.get(pk=dana.pk).organisation_type) == (2, NGO)


@pytest.mark.django_db
def test_who_waits_and_corrects_the_kind_may_have_a_place_at_once(shared, come, now):
    _anna, _berta, cleo = (come(name, MINISTRY) for name in ("Anna", "Berta", "Cleo"))
    again = register(edition=shared, person=cleo.person, name="Cleo", organisation_type=NGO, now=now)
    assert (again.status, again.waiting_number, taken()) == (CONFIRMED, None, 2)


@pytest.mark.django_db
def test_a_substitute_comes_on_the_quota_of_the_place(shared, come, cem, now):
    anna, _berta, _cleo = (come(name, MINISTRY) for name in ("Anna", "Berta", "Cleo"))
    kim = hand_over(registration=anna, actor=cem, name="Kim", email="kim@example.org", now=now)
    assert (kim.organisation_type, taken()) == (MINISTRY, 2)
    dana, emil = come("Dana", NGO), come("Emil", NGO)
    fritz = come("Fritz", NGO)
    assert standing(dana, emil, fritz) == [CONFIRMED, CONFIRMED, WAITING]
    hand_over(registration=kim, actor=cem, name="Fritz", email=fritz.person.email, now=now)
    assert (standing(fritz), taken(), fritz.organisation_type) == ([CONFIRMED], 2, NGO)
    cancel_registration(registration=fritz, actor=None, now=now)
    assert (taken(), standing(_cleo)) == (2, [CONFIRMED])


@pytest.mark.django_db
def test_who_is_let_in_at_the_desk_counts_in_no_quota(shared, come, cem, now):
    for name in ("Anna", "Berta"):
        come(name, MINISTRY)
    cleo = come("Cleo", MINISTRY)
    admit_walk_in(edition=shared, actor=cem, name="Cleo", email=cleo.person.email, now=now)
    assert (standing(cleo), taken(), PlaceCount.objects.get().taken) == ([CONFIRMED], 2, 3)


@pytest.mark.django_db
def test_database_itself_refuses_more_than_the_quota(shared):
    with pytest.raises(IntegrityError), transaction.atomic():
        Quota.objects.update(taken=3)


@pytest.mark.django_db
def test_organiser_sees_and_sets_the_numbers(shared, come, cem):
    for name in ("Anna", "Berta", "Cleo"):
        come(name, MINISTRY)
    client = signed_in(cem)
    row = {count.kind: (count.taken, count.places, count.waiting) for count in client.get(PLACES_PAGE).context["kinds"]}
    assert row[MINISTRY] == (2, 2, 1)
    typed = {"places": "4", "quota_ministry": "1", "quota_ngo": "3"}
    answer = client.post(f"{PLACES_PAGE}?lang=en", typed)
    assert answer.context["form"].errors == {
        "quota_ministry": ["2 people have a place already. Set at least that many."]
    }
    assert answer.context["form"]["quota_ngo"].value() == "3"
    assert Quota.objects.count() == 1
    assert client.post(PLACES_PAGE, typed | {"quota_ministry": "2"}).status_code == 302
    assert dict(Quota.objects.values_list("organisation_type", "places")) == {MINISTRY: 2, NGO: 3}


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["-1", "viele", "100001", "1.5"])
def test_a_wrong_quota_is_explained_and_nothing_is_saved(shared, cem, value):
    answer = signed_in(cem).post(PLACES_PAGE, {"places": "9", "quota_ngo": value})
    assert list(answer.context["form"].errors) == ["quota_ngo"]
    assert PlaceCount.objects.get().places == 4


@pytest.mark.django_db
def test_person_reads_why_they_wait_and_what_comes_next(shared, come):
    for name in ("Anna", "Berta"):
        come(name, MINISTRY)
    client = signed_in(PersonFactory(name="Max"))
    page = client.get(f"{REGISTER}?lang=en").text
    assert "all taken, who registers waits" in page
    assert list(client.post(REGISTER, {"name": "Max"}).context["form"].errors) == ["organisation_type"]
    client.post(REGISTER, {"name": "Max", "organisation_type": "ministry"})
    mine = client.get("/politoscope-2026/ticket/?lang=en").text
    assert "Ministry or state chancellery” are taken. Others may still get one." in mine
    assert "the first place of your kind that becomes free is yours" in mine
    mail = " ".join(OutboxMail.objects.get(person__name="Max").text.split())
    assert "each kind of organisation has a number of places" in mail


@pytest.mark.django_db
def test_a_kind_that_is_full_is_refused_next_to_the_field(shared, come):
    for name in ("Anna", "Berta"):
        come(name, MINISTRY)
    dana = come("Dana", NGO)
    answer = signed_in(dana.person).post(REGISTER, {"name": "Dana Neu", "organisation_type": "ministry"})
    assert list(answer.context["form"].errors) == ["organisation_type"]
    assert Registration.objects.get(pk=dana.pk).name == "Dana"


@pytest.mark.django_db(transaction=True)
def test_last_places_of_a_kind_are_given_once_to_forty_at_once(cem):
    edition = EditionFactory(capacity=10)
    set_places(edition=edition, places=10, quotas={MINISTRY: 3}, actor=cem, now=NOW)
    kinds = [MINISTRY] * 25 + [NGO] * 5 + [MINISTRY] * 10
    people = [(PersonFactory(), kind) for kind in kinds]
    results = all_at_once(
        [
            lambda p=person, k=kind: register(edition=edition, person=p, name="x", organisation_type=k, now=NOW)
            for person, kind in people
        ]
    )
    assert [result for result in results if isinstance(result, Exception)] == []
    counts = {count.kind: (count.taken, count.waiting) for count in count_kinds(edition)}
    assert (counts[MINISTRY], counts[NGO]) == ((3, 32), (5, 0))
    assert (taken(), PlaceCount.objects.get().taken) == (3, 8)
    coming = list(Registration.objects.filter(organisation_type=MINISTRY).confirmed())
    all_at_once([lambda r=row: cancel_registration(registration=r, actor=None, now=NOW) for row in coming])
    counts = {count.kind: (count.taken, count.waiting) for count in count_kinds(edition)}
    assert (counts[MINISTRY], taken(), PlaceCount.objects.get().taken) == ((3, 29), 3, 8)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("register"), st.integers(0, 7), st.sampled_from([MINISTRY, NGO, SCIENCE])),
        st.tuples(st.sampled_from(["cancel", "hand over"]), st.integers(0, 7), st.just("")),
        st.tuples(st.just("quota"), st.sampled_from([0, 1, 2, 5]), st.sampled_from([MINISTRY, NGO])),
        st.tuples(st.just("places"), st.sampled_from([1, 2, 3, 5]), st.just("")),
    ),
    max_size=30,
)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_any_sequence_keeps_all_bounds_and_leaves_nobody_waiting_before_a_free_place(cem, steps):
    edition = EditionFactory(capacity=3)
    set_places(edition=edition, places=3, quotas={MINISTRY: 1}, actor=cem, now=NOW)
    people = [PersonFactory() for _person in range(8)]
    for command, value, kind in steps:
        row = Registration.objects.filter(edition=edition, person=people[value]).first() if value < 8 else None
        try:
            if command == "register":
                register(edition=edition, person=people[value], name="x", organisation_type=kind, now=NOW)
            elif command == "quota":
                set_places(edition=edition, places=edition.capacity, quotas={kind: value}, actor=cem, now=NOW)
            elif command == "places":
                set_places(edition=edition, places=value, actor=cem, now=NOW)
            elif row and command == "cancel":
                cancel_registration(registration=row, actor=None, now=NOW)
            elif row:
                email = people[(value + 1) % 8].email
                hand_over(registration=row, actor=cem, name="x", email=email, now=NOW)
        except (KindFull, KindNeeded, NotConfirmed, PlacesTaken, QuotasTaken):
            edition.refresh_from_db()
        counts = {count.kind: count for count in count_kinds(edition)}
        total = PlaceCount.objects.get(edition=edition)
        coming = Registration.objects.filter(edition=edition).confirmed().count()
        assert total.taken == coming <= total.places
        for quota in Quota.objects.filter(edition=edition):
            assert quota.taken == counts[quota.organisation_type].taken <= quota.places
        if coming < total.places:
            waiting = Registration.objects.filter(edition=edition).waiting()
            assert all(counts[row.organisation_type].is_full for row in waiting)
