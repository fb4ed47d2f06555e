"""From what people write to what pages show."""

from __future__ import annotations

from datetime import datetime

import nh3
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "code", "pre", "hr"}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "p": {"class"}}
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")


def render_markdown(text: str) -> SafeString:
    """Return Markdown as safe HTML: no raw HTML, no pictures; headings become bold lines, the page keeps its own."""
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "p"
        if token.type == "heading_open":
            token.attrSet("class", "bc-subhead")
    dirty = _markdown.renderer.render(tokens, _markdown.options, {})
    clean = nh3.clean(
        dirty,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow ugc",
    )
    return mark_safe(clean)  # nosec B308 B703: nh3 let nothing through but the tags above


def render_time_range(starts_at: datetime, ends_at: datetime) -> SafeString:
    """Return [start, end) as two machine-readable times in the zone of the edition."""
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    return format_html(
        '<span class="bc-time-range"><time datetime="{}">{}</time>–<time datetime="{}">{}</time></span>',
        start.isoformat(timespec="minutes"),
        date_format(start, "H:i"),
        end.isoformat(timespec="minutes"),
        date_format(end, "H:i"),
    )
