from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import timezone

from politoscope.ui.navigation import Item


def drawn(source: str, **context: object) -> str:
    """Return what a template that loads our tags writes."""
    return Template("{% load kern i18n %}" + source).render(Context(context)).strip()


def test_heading_takes_the_size_of_its_level() -> None:
    assert drawn('{% kern_heading 2 "Räume" id="rooms" %}') == '<h2 class="kern-heading-large" id="rooms">Räume</h2>'


@pytest.mark.parametrize(
    "source",
    [
        "{% kern_heading 1 words %}",
        '{% kern_badge "info" words %}',
        "{% kern_button words %}",
        '{% kern_button "x" href=words %}',
        '{% kern_post "/x/" words %}',
        '{% kern_alert "info" words %}{% endkern_alert %}',
        "{% kern_card words preline=words %}{{ words }}{% endkern_card %}",
        "{% kern_details words %}{{ words }}{% endkern_details %}",
        "{% kern_table words %}{% endkern_table %}",
        "{% kern_progress 1 2 words %}",
        '{% kern_breadcrumb "/" words words %}',
        "{{ words|markdown }}",
    ],
)
def test_text_of_people_is_escaped_everywhere(source: str) -> None:
    written = drawn(source, words='<script>alert("x")</script>', csrf_token="t")
    assert "<script" not in written
    assert "alert(" in written


def test_unknown_names_are_refused_with_the_known_ones() -> None:
    with pytest.raises(TemplateSyntaxError, match=r"There is no badge 'green'.*warning"):
        drawn('{% kern_badge "green" "x" %}')
    with pytest.raises(LookupError, match=r"There is no icon 'unicorn'.*undo"):
        drawn('{% kern_icon "unicorn" %}')


def test_button_with_an_address_is_a_link_and_without_one_submits() -> None:
    assert drawn('{% kern_button "Go" href="/plan/" %}').startswith(
        '<a class="kern-btn kern-btn--primary" href="/plan/">'
    )
    button = drawn('{% kern_button "Go" name="choice" value="1" hx_get="/x/" disabled=True formnovalidate=False %}')
    assert button.startswith(
        '<button class="kern-btn kern-btn--primary" type="submit" name="choice" value="1" data-hx-get="/x/" disabled>'
    )


def test_post_sends_hidden_fields_and_the_token() -> None:
    written = drawn('{% kern_post "/out/" "Leave" fields=fields %}', fields={"room": 3}, csrf_token="t")
    assert 'method="post" action="/out/"' in written
    assert (
        '<input type="hidden" name="csrfmiddlewaretoken" value="t"><input type="hidden" name="room" value="3">'
        in written
    )


def test_alert_without_text_has_no_empty_body() -> None:
    assert "kern-alert__body" not in drawn('{% kern_alert "info" "T" %} {% endkern_alert %}')
    assert "kern-alert__body" in drawn('{% kern_alert "info" "T" %}<p>x</p>{% endkern_alert %}')


def test_table_is_a_named_region_the_keyboard_can_scroll() -> None:
    assert 'role="region" aria-label="Räume" tabindex="0"' in drawn('{% kern_table "Räume" %}{% endkern_table %}')


def test_markdown_knows_no_raw_html_no_pictures_and_no_headings() -> None:
    text = "# Big\n\n![x](https://e.org/x.png) <b>b</b> [l](javascript:alert(1)) [m](https://e.org)"
    written = drawn("{{ text|markdown }}", text=text)
    assert '<p class="bc-subhead">Big</p>' in written
    for banned in ("<h1", "<img", "<b>", 'href="javascript'):
        assert banned not in written
    assert '<a href="https://e.org" rel="noopener nofollow ugc">m</a>' in written
    assert drawn("{{ nothing|markdown }}", nothing=None) == '<div class="bc-prose"></div>'


def test_time_range_is_written_in_the_zone_of_the_edition() -> None:
    start, end = datetime(2026, 10, 15, 9, 0, tzinfo=UTC), datetime(2026, 10, 15, 9, 45, tzinfo=UTC)
    with timezone.override("Europe/Berlin"):
        written = drawn("{% time_range a b %}", a=start, b=end)
    assert (
        '<time datetime="2026-10-15T11:00+02:00">11:00</time>–<time datetime="2026-10-15T11:45+02:00">11:45' in written
    )


def test_pagination_keeps_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/list/?q=a&page=2&tag=x")
    written = drawn("{% kern_pagination page %}", page=Paginator(range(50), 10).page(2), request=request)
    assert 'rel="prev" href="?q=a&amp;tag=x&amp;page=1"' in written
    assert 'href="?q=a&amp;tag=x&amp;page=2" aria-current="page"' in written


def test_pagination_of_one_page_is_silent() -> None:
    request = RequestFactory().get("/")
    assert drawn("{% kern_pagination page %}", page=Paginator(range(5), 10).page(1), request=request) == ""


def test_tabs_mark_the_current_one() -> None:
    items = [Item("/a/", "A", is_current=True), Item("/b/", "B", is_current=False)]
    written = drawn("{% kern_tabs items %}", items=items)
    assert '<a href="/a/" aria-current="page">A</a>' in written
    assert '<a href="/b/">B</a>' in written
