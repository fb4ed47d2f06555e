"""What a page is examined for, mode by mode. Each function returns the findings as sentences; none is good."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

HERE = Path(__file__).resolve().parent
AXE = (HERE.parent / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
WALK = (HERE / "keyboard.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "EN-301-549", "EN-301-549v4", "best-practice"]
"""``wcag22aa`` also switches on the rule target-size, which axe leaves off by itself."""
MODES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced-colors": {"color_scheme": "light", "forced_colors": "active"},
    "reduced-motion": {"color_scheme": "light", "reduced_motion": "reduce"},
}
NEUTRAL = {"color_scheme": "light", "forced_colors": "none", "reduced_motion": "no-preference"}
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    "p { margin-block-end: 2em !important }"
)
CLIPPED = """() => [...document.querySelectorAll("body *")].filter(element => {
  const style = getComputedStyle(element);
  return !element.children.length && element.textContent.trim() && /hidden|clip/.test(style.overflow)
    && style.position !== "absolute" && element.checkVisibility()
    && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
}).map(element => element.outerHTML.slice(0, 80))"""


def examine(page: Page) -> list[str]:
    """Look at a loaded page in all modes."""
    page.evaluate(AXE)
    found = []
    for mode, media in MODES.items():
        page.emulate_media(**{**NEUTRAL, **media})
        found += [f"{mode}: {finding}" for finding in violations(page)]
        if mode == "reduced-motion":
            found += still_moving(page)
    page.emulate_media(**NEUTRAL)
    found += walk_by_keyboard(page)
    page.set_viewport_size({"width": 320, "height": 640})
    found += [f"320 px: {finding}" for finding in [*violations(page), *reflow(page)]]
    return found


def violations(page: Page) -> list[str]:
    """Return what axe calls a violation."""
    result = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS)
    return [
        f"axe {rule['id']} ×{len(rule['nodes'])}: {' '.join(map(str, rule['nodes'][0]['target']))}"
        for rule in result["violations"]
    ]


def still_moving(page: Page) -> list[str]:
    """Return what moves although somebody asked for less motion."""
    running = page.evaluate("document.getAnimations().filter(one => one.playState === 'running').length")
    is_smooth = page.evaluate("getComputedStyle(document.documentElement).scrollBehavior === 'smooth'")
    return [f"{running} animations run"] * bool(running) + ["scrolling is smooth"] * is_smooth


def reflow(page: Page) -> list[str]:
    """Return what does not fit into 320 px (1.4.10), and what is cut off when letters are spaced out (1.4.12)."""
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [f"{over} px too wide (1.4.10)"] if over > 1 else []
    add_css(page, SPACING)
    return found + [f"cut off with text spacing (1.4.12): {html}" for html in page.evaluate(CLIPPED)]


def walk_by_keyboard(page: Page) -> list[str]:
    """Press Tab through the page: everything is reached, nothing holds the focus, and the focus is seen."""
    add_css(page, "* { scroll-behavior: auto !important; transition: none !important }")
    page.evaluate(WALK)
    presses = page.evaluate("keyboardWalk.begin()")
    for _ in range(presses):
        page.keyboard.press("Tab")
        page.evaluate("keyboardWalk.look()")
    return list(page.evaluate("keyboardWalk.findings()"))


def add_css(page: Page, css: str) -> None:
    """Add rules by a constructed style sheet, which the content security policy leaves alone."""
    page.evaluate(
        """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; }""",
        css,
    )
