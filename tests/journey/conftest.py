from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import browser  # noqa: F401 - a fixture
from tests.journey.story import Story
from tests.site import running_site


@pytest.hookimpl(tryfirst=True)  # before the groups are read, also when only this folder is run
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the chapters of the story with one worker: they follow each other on one site."""
    for item in items:
        if "story" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("journey"))
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def story(browser: Browser) -> Iterator[Story]:  # noqa: F811
    """Return the barcamp that all chapters share; it begins when registration opens."""
    with running_site(phase="registration") as site:
        story = Story(site, browser)
        yield story
        story.close()


@pytest.fixture(autouse=True)
def no_script_error(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a chapter in which a script of ours stumbled."""
    yield
    if "story" in request.fixturenames:
        errors = request.getfixturevalue("story").script_errors
        found, errors[:] = list(errors), []
        assert found == []
