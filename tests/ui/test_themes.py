"""A theme sets colours only, in four blocks that agree, and every pair people read keeps its contrast."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from django.conf import settings

from politoscope.ui.context import THEMES

FOLDER = Path(settings.PACKAGE) / "ui" / "static" / "ui" / "themes"
TOKEN = re.compile(r"--kern-color-([\w-]+): oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\);")
Colour = tuple[float, float, float]
WHITE, BLACK = (1.0, 0.0, 0.0), (0.0, 0.0, 0.0)


def luminance(colour: Colour) -> float:
    """Return the relative luminance of an OKLCH colour (lightness 0 to 1, chroma, hue in degrees).

    Source: B. Ottosson, "A perceptual color space for image processing" (2020), for OKLab to linear sRGB;
    WCAG 2.2, definition of relative luminance.
    """
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return sum(
        weight * min(max(part, 0.0), 1.0)
        for weight, part in zip((0.2126, 0.7152, 0.0722), (red, green, blue), strict=True)
    )


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def blocks(name: str) -> list[dict[str, Colour]]:
    """Return the colours of the four blocks: light and dark by the system, light and dark by attribute."""
    text = (FOLDER / f"theme-{name}.css").read_text()
    parts = re.split(r"@media|\[data-kern-theme=", text)[1:]
    return [
        {token: (float(light) / 100, float(chroma), float(hue)) for token, light, chroma, hue in TOKEN.findall(part)}
        for part in parts
    ]


def test_contrast_is_the_one_of_wcag() -> None:
    assert contrast(WHITE, BLACK) == pytest.approx(21, abs=0.01)
    middle_grey = (0.5981, 0.0, 0.0)  # #7f7f7f, 4.00:1 on white
    assert contrast(WHITE, middle_grey) == pytest.approx(4.0, abs=0.03)


def test_there_is_one_file_for_each_theme() -> None:
    assert {path.stem for path in FOLDER.glob("*.css")} == {f"theme-{name}" for name in THEMES}


@pytest.mark.parametrize("name", THEMES)
def test_blocks_agree_and_set_nothing_but_colours(name: str) -> None:
    light, dark, light_by_hand, dark_by_hand = blocks(name)
    assert light == light_by_hand
    assert dark == dark_by_hand
    assert set(light) == set(dark)
    text = (FOLDER / f"theme-{name}.css").read_text()
    assert len(re.findall(r"^\s*--", text, re.MULTILINE)) == 4 * len(light)
    assert not re.search(r"\.kern-(?!light|dark)", text)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_everything_people_read_has_contrast(name: str, scheme: int) -> None:
    colours = blocks(name)[scheme]
    page = (WHITE, BLACK)[scheme]
    for ground in (page, colours["layout-background-hued"], colours["layout-background-default-surface"]):
        assert contrast(colours["layout-text-default"], ground) >= 7
        for token in ("layout-text-muted", "action-default", "action-visited"):
            assert contrast(colours[token], ground) >= 4.5, token
        for token in ("action-focus-default", "layout-border"):
            assert contrast(colours[token], ground) >= 3, token
    assert contrast(colours["action-on-default"], colours["action-default"]) >= 4.5
