"""Names and titles stand in mails and on badges: one line, and no web address that a mail would turn into a link."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from django.core.exceptions import ValidationError

from politoscope.editions.forms import PeopleField
from politoscope.people.names import clean_line, validate_line, validate_name, validate_organisation

pytestmark = pytest.mark.django_db
HOSTILE_LINES = ["Eva\nBcc: all@example.org", "Eva\r\nX: y", "Eva\x00", "Eva\x1b[2J", "Eva\u2028Neu", "\u202eavE"]
REGISTER = "/politoscope-2026/register/"


@pytest.mark.parametrize("text", HOSTILE_LINES)
@pytest.mark.parametrize("validate", [validate_line, validate_organisation, validate_name])
def test_line_holds_no_breaks_and_no_control_characters(validate, text):
    with pytest.raises(ValidationError) as refused:
        validate(text)
    assert refused.value.code == "not_a_line"


@pytest.mark.parametrize("text", ["https://evil.example", "Win: www.evil.example", "evil.example/win", "a.de:8080/x"])
@pytest.mark.parametrize("validate", [validate_organisation, validate_name])
def test_name_holds_no_web_address(validate, text):
    with pytest.raises(ValidationError) as refused:
        validate(text)
    assert refused.value.code == "web_address"


@pytest.mark.parametrize("text", ["Gewinn auf evil.com", "eva@example.org", "Eva (GEWINNE.TOP)"])
def test_name_of_a_person_holds_nothing_that_mails_turn_into_a_link(text):
    with pytest.raises(ValidationError):
        validate_name(text)
    if "@" not in text:
        validate_organisation(text.removeprefix("Gewinn auf "))


@pytest.mark.parametrize(
    "name", ["Dr.med. Ada O’Neill-Łuczak", "Prof. Dr. Jürgen von der Heide", "李 小龍", "Müller, St. Gallen", "Ben B."]
)
def test_names_as_people_have_them_are_fine(name):
    validate_name(name)


@pytest.mark.parametrize("name", ["netzpolitik.org", "abgeordnetenwatch.de e. V.", "Referat 2.1 / Presse", "AG 1/2"])
def test_names_of_organisations_may_be_those_of_sites(name):
    validate_organisation(name)


def test_line_of_a_provider_is_cleaned():
    assert clean_line(" Eva\r\n\x00Neu\u202e ") == "Eva Neu"


@pytest.mark.parametrize("text", ["Eva\x1b[2J, Panel", "evil.com, Panel", "Eva, Panel\x07"])
def test_people_of_a_programme_item_have_names_too(text):
    with pytest.raises(ValidationError):
        PeopleField().clean(text)


@pytest.mark.parametrize("field", ["name", "organisation"])
@pytest.mark.parametrize("typed", ["Eva https://evil.example/win", "Eva\nNeu"])
@pytest.mark.parametrize("address", ["/profile/", REGISTER])
def test_forms_say_so_next_to_the_field_and_keep_what_was_typed(client, edition, ben, address, field, typed):
    client.force_login(ben)
    details = {"name": "Ben Neu", "organisation": "Bund", "language": "de", field: typed}
    answer = client.post(address, details)
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert form[field].value() == typed
    assert f'id="id_{field}_error"' in answer.content.decode()
    ben.refresh_from_db()
    assert ben.name == "Ben Behörde"
    assert not edition.registrations.filter(name="Ben Neu").exists()


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("edition/", "title"),
        ("edition/", "venue"),
        ("institutions/new/", "name"),
        ("links/new/", "label"),
        ("rooms/new/", "name"),
        ("rooms/new/", "directions"),
        ("slots/new/", "name"),
        ("programme/new/", "title"),
        ("registrations/walk-in/", "name"),
        ("registrations/walk-in/", "organisation"),
        ("../proposals/quick/", "host"),
    ],
)
def test_pages_of_the_team_take_one_line(client, edition, cem, address, field):
    client.force_login(cem)
    answer = client.post(urljoin("/politoscope-2026/organise/", address), {field: "Eins\x0bzwei\nBcc: drei"})
    assert "not_a_line" in [error.code for error in answer.context["form"].errors.as_data()[field]]
