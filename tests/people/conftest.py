from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from politoscope.mail.models import OutboxMail
from tests.browser import browser, new_page


@pytest.fixture
def newest_code() -> Callable[[], str]:
    """Return the code of the newest sign-in mail."""

    def read() -> str:
        text = OutboxMail.objects.order_by("created_at").last().text
        return re.search(r"#(\d{6})", text)[1]

    return read


@pytest.fixture
def ask_for_code(client: Client) -> Callable[..., None]:
    """Ask for a code in the browser of the test."""

    def ask(address: str, next_url: str = "") -> None:
        response = client.post(f"/account/sign-in/?next={next_url}", {"email": address})
        assert response.status_code == 302
        assert response["Location"] == "/account/code/"

    return ask


__all__ = ["ask_for_code", "browser", "new_page", "newest_code"]
