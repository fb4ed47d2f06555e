"""``make screenshots``: pictures of the main pages from a running demo, on a phone, on a desktop and in the dark.

All of them go to ``screenshots/`` (not in git), ten of them, compressed, to ``docs/screenshots/``.
"""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import DESKTOP, PHONE, chromium  # noqa: E402 - the repository is on the path only now
from tests.site import Site, running_site  # noqa: E402

ALL, DOCS = ROOT / "screenshots", ROOT / "docs" / "screenshots"
COLOURS = 128
"""Of a picture in docs/: pages have few colours, and a palette makes the file a quarter."""


@dataclass(frozen=True)
class Picture:
    """One page as one role sees it on one device."""

    name: str
    path: str
    role: str = "nobody"
    phase: str = "live"
    devices: tuple[str, ...] = ("desktop", "phone", "dark")
    docs: tuple[str, ...] = ()
    """The devices whose picture goes into docs/."""
    height: int = 0
    """Of the window on a desktop, where a page shows what it is only further down."""


PICTURES = (
    Picture("home", "/heute/", phase="voting", docs=("phone",)),
    Picture("register", "/heute/register/", phase="voting", role="participant"),
    Picture("proposals", "/heute/proposals/", phase="voting", docs=("desktop",)),
    Picture("ballot", "/heute/vote/", phase="voting", role="participant", docs=("phone", "dark")),
    Picture("round", "/heute/organise/vote/", phase="voting", role="moderator"),
    Picture("result", "/heute/vote/result/", docs=("phone",)),
    Picture("board", "/heute/organise/plan/", role="planner", docs=("desktop",), height=1200),
    Picture("plan", "/heute/plan/", docs=("desktop", "phone", "dark"), height=1500),
    Picture("session", "/heute/sessions/2/"),
    Picture("ticket", "/heute/ticket/", role="participant"),
    Picture("organise", "/heute/organise/", role="organiser", docs=("desktop",)),
    Picture("desk", "/heute/organise/registrations/", role="desk"),
    Picture("archive", "/2023/plan/"),
    Picture("edition-2022", "/2022/"),
)
DEVICES = {"desktop": DESKTOP, "phone": PHONE, "dark": {**PHONE, "color_scheme": "dark"}}


def take(browser: Browser, site: Site, picture: Picture, device: str) -> Image.Image:
    """Return one picture, of what is seen without scrolling."""
    context = browser.new_context(locale="de-DE", base_url=site.origin, **DEVICES[device])
    try:
        if picture.role != "nobody":
            context.request.post(f"/demo/role/{picture.role}/", max_redirects=0)
        page = context.new_page()
        if picture.height and device == "desktop":
            page.set_viewport_size({"width": 1280, "height": picture.height})
        answer = page.goto(picture.path, wait_until="load")
        if answer is None or answer.status != 200:
            raise SystemExit(f"{picture.path} answers {answer and answer.status}")
        page.wait_for_timeout(600)
        return Image.open(io.BytesIO(page.screenshot()))
    finally:
        context.close()


def main() -> int:
    """Take all pictures."""
    ALL.mkdir(exist_ok=True)
    DOCS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, chromium(playwright) as browser:
        for phase in ("voting", "live"):
            with running_site(phase=phase) as site:
                for picture in (one for one in PICTURES if one.phase == phase):
                    for device in picture.devices:
                        image = take(browser, site, picture, device)
                        image.save(ALL / f"{picture.name}-{device}.png")
                        if device in picture.docs:
                            small = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
                            small.save(DOCS / f"{picture.name}-{device}.png", optimize=True)
                        print(f"{picture.name}-{device}.png", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
