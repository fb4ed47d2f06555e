"""Every page × role is valid HTML, by the validator of the W3C."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.site import Site
from tests.sweep.pages import PAGES, SweptPage

VALIDATOR = Path(__file__).resolve().parent.parent / "node_modules/vnu-jar/build/dist/vnu.jar"


@pytest.mark.browser
@pytest.mark.parametrize(
    "phase", [pytest.param(name, marks=pytest.mark.xdist_group(f"sweep-{name}")) for name in ("voting", "live")]
)
def test_html_is_valid(
    phase: str,
    sites: Callable[[str], Site],
    contexts: Callable[[str, str], BrowserContext],
    address: Callable[[SweptPage], str],
    tmp_path: Path,
) -> None:
    names = {}
    for number, page in enumerate(page for page in PAGES if page.phase == phase):
        file = tmp_path / f"{number}.html"
        body = contexts(phase, page.role).request.get(sites(phase).url(address(page))).body()
        file.write_bytes(body)
        names[file.name] = page.id
    call = ["java", "-jar", str(VALIDATOR), "--errors-only", "--format", "json", *map(str, tmp_path.glob("*.html"))]
    report = subprocess.run(call, capture_output=True, text=True, check=False).stderr
    found = [
        f"{names[message['url'].rpartition('/')[2]]}:{message.get('lastLine')}: {message['message']}"
        for message in json.loads(report)["messages"]
    ]
    assert "\n".join(found) == ""
