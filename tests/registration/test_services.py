from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from politoscope.audit.models import AuditEntry
from politoscope.editions.enums import Phase
from politoscope.mail.models import OutboxMail
from politoscope.registration.enums import RegistrationStatus
from politoscope.registration.errors import NoPlaceLeft, NotConfirmed, PlacesTaken, RegistrationClosed
from politoscope.registration.models import PlaceCount, Registration
from politoscope.registration.queries import checked_in, confirmed, places_left, waiting_position
from politoscope.registration.services import (
    admit_walk_in,
    cancel_registration,
    check_in,
    register,
    set_places,
    undo_check_in,
)
from tests.factories.people import PersonFactory
from tests.factories.registration import RegistrationFactory

CONFIRMED, WAITING, CANCELLED = RegistrationStatus.CONFIRMED, RegistrationStatus.WAITING, RegistrationStatus.CANCELLED


def names(edition, status) -> list[str]:
    rows = Registration.objects.filter(edition=edition, status=status)
    return list(rows.order_by("waiting_number", "name").values_list("name", flat=True))


def letters() -> list[tuple[str, str]]:
    """Return whom which letter went to, in the order of the outbox."""
    mails = OutboxMail.objects.select_related("person").order_by("created_at", "pk")
    return sorted((mail.person.name, mail.template.rpartition("/")[2]) for mail in mails)


def test_register_gives_a_place_and_sends_the_confirmation(edition, comes):
    registration = comes(edition, "Eva")
    assert registration.status == CONFIRMED
    assert letters() == [("Eva", "confirmation")]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.after, entry.personal_fields) == (
        "registration.register",
        {"status": "confirmed"},
        [],
    )


def test_register_fills_an_empty_profile_only(edition, now):
    somebody = PersonFactory(name="", organisation="Land Berlin")
    register(edition=edition, person=somebody, name="Eva", organisation="Bund", now=now)
    somebody.refresh_from_db()
    assert (somebody.name, somebody.organisation) == ("Eva", "Land Berlin")


def test_register_twice_changes_details_only(edition, ben, now):
    first = Registration.objects.get(person=ben)
    again = register(edition=edition, person=ben, name="Ben B.", hashtags=["#mastodon"], now=now)
    assert again == first
    first.refresh_from_db()
    assert (first.name, first.hashtags, first.status) == ("Ben B.", ["mastodon"], CONFIRMED)
    assert not OutboxMail.objects.exists()


def test_register_beyond_the_places_waits_in_order(small, comes):
    for name in ("Anna", "Berta", "Cleo", "Dana"):
        comes(small, name)
    assert names(small, CONFIRMED) == ["Anna", "Berta"]
    assert names(small, WAITING) == ["Cleo", "Dana"]
    assert [waiting_position(row) for row in Registration.objects.waiting()] == [1, 2]
    assert ("Cleo", "waiting") in letters()


def test_cancel_lets_the_first_who_waits_move_up(small, comes, now):
    anna, *_others = [comes(small, name) for name in ("Anna", "Berta", "Cleo", "Dana")]
    OutboxMail.objects.all().delete()
    assert cancel_registration(registration=anna, actor=anna.person, now=now)
    assert names(small, CONFIRMED) == ["Berta", "Cleo"]
    assert names(small, WAITING) == ["Dana"]
    assert letters() == [("Anna", "cancellation"), ("Cleo", "moved_up")]
    assert PlaceCount.objects.get().taken == 2


def test_cancel_while_waiting_frees_no_place(small, comes, now):
    *_others, cleo, _dana = [comes(small, name) for name in ("Anna", "Berta", "Cleo", "Dana")]
    cancel_registration(registration=cleo, actor=cleo.person, now=now)
    assert names(small, CONFIRMED) == ["Anna", "Berta"]
    assert names(small, WAITING) == ["Dana"]


def test_cancel_twice_does_nothing_the_second_time(small, comes, now):
    anna = comes(small, "Anna")
    assert cancel_registration(registration=anna, actor=None, now=now)
    assert not cancel_registration(registration=anna, actor=None, now=now)
    assert PlaceCount.objects.get().taken == 0
    assert AuditEntry.objects.filter(action="registration.cancel").count() == 1


def test_registering_after_cancelling_queues_up_again(small, comes, now):
    anna, *_others = [comes(small, name) for name in ("Anna", "Berta", "Cleo")]
    cancel_registration(registration=anna, actor=anna.person, now=now)
    register(edition=small, person=anna.person, name="Anna", now=now)
    assert names(small, CONFIRMED) == ["Berta", "Cleo"]
    assert names(small, WAITING) == ["Anna"]


def test_newcomer_never_overtakes_who_waits(small, comes, now):
    for name in ("Anna", "Berta", "Cleo"):
        comes(small, name)
    PlaceCount.objects.update(places=3)  # a place appears behind the services' back
    comes(small, "Dana")
    assert names(small, WAITING) == ["Cleo", "Dana"]


@pytest.mark.parametrize("phase", [Phase.PREPARATION, Phase.DOCUMENTATION, Phase.ARCHIVE])
def test_register_is_refused_outside_its_phases(edition, ben, now, phase):
    edition.phase_by_hand = phase
    with pytest.raises(RegistrationClosed):
        register(edition=edition, person=PersonFactory(), name="Eva", now=now)
    assert list(confirmed(edition).values_list("person", flat=True)) == [ben.pk]


def test_more_places_let_people_move_up_in_order(small, comes, cem, now):
    for name in ("Anna", "Berta", "Cleo", "Dana", "Esra"):
        comes(small, name)
    set_places(edition=small, places=4, actor=cem, now=now)
    assert names(small, CONFIRMED) == ["Anna", "Berta", "Cleo", "Dana"]
    assert names(small, WAITING) == ["Esra"]
    set_places(edition=small, places=None, actor=cem, now=now)
    assert names(small, WAITING) == []


def test_fewer_places_than_people_are_refused(small, comes, cem, now):
    comes(small, "Anna")
    comes(small, "Berta")
    with pytest.raises(PlacesTaken):
        set_places(edition=small, places=1, actor=cem, now=now)
    small.refresh_from_db()
    assert (small.capacity, PlaceCount.objects.get().places) == (2, 2)


def test_places_left_knows_rows_from_before_the_counter(small, ben, comes):
    assert places_left(small) == 1
    comes(small, "Anna")
    assert places_left(small) == 0


def test_places_left_is_unknown_without_a_limit(edition, ben):
    assert places_left(edition) is None


def test_check_in_is_noted_once(edition, ben, cem, now):
    registration = Registration.objects.get(person=ben)
    assert check_in(registration=registration, actor=cem, now=now)
    assert not check_in(registration=registration, actor=cem, now=now)
    assert list(checked_in(edition)) == [registration]
    assert AuditEntry.objects.filter(action="registration.check_in").count() == 1


def test_check_in_can_be_taken_back(edition, ben, cem, now):
    registration = Registration.objects.get(person=ben)
    check_in(registration=registration, actor=cem, now=now)
    assert undo_check_in(registration=registration, actor=cem, now=now)
    assert not undo_check_in(registration=registration, actor=cem, now=now)
    assert not checked_in(edition).exists()


@pytest.mark.parametrize("status", [WAITING, CANCELLED])
def test_check_in_needs_a_place(edition, cem, now, status):
    number = 1 if status == WAITING else None
    registration = RegistrationFactory(edition=edition, status=status, waiting_number=number)
    with pytest.raises(NotConfirmed):
        check_in(registration=registration, actor=cem, now=now)
    assert not checked_in(edition).exists()


def test_walk_in_needs_only_a_name(edition, cem, now):
    registration = admit_walk_in(edition=edition, actor=cem, name="Eva Empfang", now=now)
    assert (registration.status, registration.checked_in_at) == (CONFIRMED, now)
    assert registration.person.email is None
    assert not OutboxMail.objects.exists()


def test_walk_in_finds_who_is_registered_already(edition, ben, cem, now):
    registration = admit_walk_in(edition=edition, actor=cem, name="Ben", email="BEN@example.org", now=now)
    assert registration.person == ben
    assert registration.checked_in_at == now
    assert Registration.objects.filter(edition=edition).count() == 1


def test_walk_in_does_not_overbook(small, comes, cem, now):
    comes(small, "Anna")
    comes(small, "Berta")
    with pytest.raises(NoPlaceLeft):
        admit_walk_in(edition=small, actor=cem, name="Eva", now=now)
    assert not Registration.objects.filter(name="Eva").exists()


def test_walk_in_who_waited_gets_a_free_place(small, comes, cem, now):
    waiting = [comes(small, name) for name in ("Anna", "Berta", "Cleo")][-1]
    PlaceCount.objects.update(places=3)
    admitted = admit_walk_in(edition=small, actor=cem, name="Cleo", email=waiting.person.email, now=now)
    assert (admitted.pk, admitted.status, admitted.waiting_number) == (waiting.pk, CONFIRMED, None)


def test_database_itself_refuses_to_overbook(small, comes):
    comes(small, "Anna")
    with pytest.raises(IntegrityError), transaction.atomic():
        PlaceCount.objects.update(taken=3)
