"""The JSON API against its own description: no answer that /api/openapi.json does not announce (E-14).

Schemathesis makes requests from the description, with values that fit and values that do not, and judges status,
media type and body of every answer. It looks at answers and not at rows, so it runs on one database, like the rest of
the sweep.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation, BaseSchema

from politoscope.editions.models import Edition
from politoscope.people.models import Person
from politoscope.planning import services
from politoscope.planning.api import api
from tests.factories.planning import accepted

DESCRIBED = "/api/openapi.json"
NAMES = sorted(
    one["operationId"] for path in api.get_openapi_schema(path_prefix="")["paths"].values() for one in path.values()
)
EXAMPLES = 60
"""Requests per operation."""

Values = dict[str, list[Any]]


@pytest.fixture
def there(edition: Edition, ada: Person, cem: Person, now: datetime) -> Values:
    """Publish a plan of two sessions; return the parts of an address that lead to something."""
    common = {"edition": edition, "actor": cem, "now": now}
    room = edition.rooms.get(name="Saal")
    for number, slot in enumerate(edition.slots.order_by("starts_at")[:2], start=1):
        proposal = accepted(edition, f"„Frage“ & <b>{number}</b>", ada, number=number)
        services.place_session(proposal=proposal, slot=slot, room=room, **common)
    services.publish_plan(**common)
    return {"slug": [edition.slug], "number": [1, 2]}


@pytest.fixture
def described(there: Values) -> Iterator[BaseSchema]:
    """Return the description as the site gives it away; requests go straight to the application.

    The end of a request must not close the connection that holds the transaction of the test.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(DESCRIBED, get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def requests(operation: APIOperation, there: Values) -> st.SearchStrategy[Case]:
    """Return requests to an operation: to what is there, to what could be there, to what makes no sense."""
    fitting = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    names = [one.name for one in operation.path_parameters]
    if not names:
        return fitting

    def to_something(case: Case, values: tuple[Any, ...]) -> Case:
        case.path_parameters = dict(zip(names, values, strict=True))
        return case

    known = st.builds(to_something, fitting, st.tuples(*(st.sampled_from(there[name]) for name in names)))
    return known | fitting | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_api_answers_as_it_describes(name: str, described: BaseSchema, there: Values) -> None:
    operations = [one.ok() for one in described.get_all_operations()]
    operation = next(one for one in operations if one.definition.raw["operationId"] == name)
    answers = set()

    @settings(max_examples=EXAMPLES, derandomize=True, database=None, deadline=None)
    @given(case=requests(operation, there))
    def ask(case: Case) -> None:
        answers.add(case.call_and_validate().status_code)

    ask()
    assert answers == ({200, 404} if "{" in operation.path else {200})
