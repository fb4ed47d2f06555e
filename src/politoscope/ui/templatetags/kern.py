"""Template tags of the look. Pages use them and never write a class of KERN themselves.

Block tags take plain HTML: paragraphs, lists, links and tables inside them get their look from the style sheet.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BaseFormSet
from django.forms.boundfield import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from politoscope.ui.icons import icon_class
from politoscope.ui.text import render_markdown, render_time_range

register = template.Library()

KINDS = frozenset({"info", "success", "warning", "danger"})
VARIANTS = frozenset({"primary", "secondary", "tertiary"})
HEADING_SIZES = {1: "x-large", 2: "large", 3: "medium", 4: "small"}
LISTS = {"bullet": "ul", "number": "ol", "plain": "ul"}


def _one_of(value: str, known: Iterable[Any], what: str) -> str:
    if value not in known:
        raise template.TemplateSyntaxError(f"There is no {what} '{value}'. Known: {', '.join(map(str, known))}.")
    return value


def _attributes(options: dict[str, Any]) -> SafeString:
    """Write further attributes: ``aria_label`` with a dash, ``hx_post`` as ``data-hx-post``; None and False vanish."""
    pairs = [(_attribute_name(name), value) for name, value in options.items() if value not in (None, False)]
    return format_html_join("", "{}", ((_attribute(name, value),) for name, value in pairs))


def _attribute_name(name: str) -> str:
    dashed = name.replace("_", "-")
    return f"data-{dashed}" if dashed.startswith("hx-") else dashed  # the form of htmx that is valid HTML


def _attribute(name: str, value: Any) -> SafeString:
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)


@register.simple_tag
def kern_heading(level: int, text: Any, size: str | None = None, **attributes: Any) -> SafeString:
    """Write a heading: ``{% kern_heading 2 _("Rooms") id="rooms" %}``; ``size`` departs from the level's own size."""
    classes = f"kern-heading-{size or HEADING_SIZES[level]}"
    return format_html("<h{0}{1}>{2}</h{0}>", level, _attributes({"class": classes, **attributes}), text)


@register.simple_tag
def kern_icon(name: str, size: str = "default") -> SafeString:
    """Draw an icon. It is decoration: the words stand beside it."""
    return format_html('<span class="kern-icon kern-icon--{} {}" aria-hidden="true"></span>', size, icon_class(name))


@register.simple_tag
def kern_badge(kind: str, label: Any, icon: str | None = None) -> SafeString:
    """Show a state as a word; the colour only repeats it."""
    return format_html(
        '<span class="kern-badge kern-badge--{}">{}<span class="kern-label kern-label--small">{}</span></span>',
        _one_of(kind, KINDS, "badge"),
        kern_icon(icon, "small") if icon else "",
        label,
    )


@register.simple_tag
def kern_button(
    label: Any,
    href: str | None = None,
    variant: str = "primary",
    icon: str | None = None,
    is_small: bool = False,
    detail: Any = "",
    type: str = "submit",
    **attributes: Any,
) -> SafeString:
    """Draw a link as a button, or without ``href`` the button of a form; ``detail`` is a quiet second line.

    Further attributes are written with underscores: ``hx_get=url``.
    """
    classes = f"kern-btn kern-btn--{_one_of(variant, VARIANTS, 'variant of a button')}"
    inner = format_html(
        '{}<span class="kern-label">{}</span>',
        kern_icon(icon, "small" if is_small else "default") if icon else "",
        label,
    )
    classes += " kern-btn--x-small" if is_small else ""
    if href is not None:
        return format_html('<a class="{}"{}>{}</a>', classes, _attributes({"href": href, **attributes}), inner)
    return format_html('<button class="{}"{}>{}</button>', classes, _attributes({"type": type, **attributes}), inner)


@register.simple_tag(takes_context=True)
def kern_post(
    context: Context,
    url: str,
    label: Any,
    variant: str = "secondary",
    fields: dict[str, Any] | None = None,
    **options: Any,
) -> SafeString:
    """Draw a form of one button that posts to ``url``; ``fields`` travel along hidden."""
    hidden = {"csrfmiddlewaretoken": context.get("csrf_token", ""), **(fields or {})}
    inputs = format_html_join("", '<input type="hidden" name="{}" value="{}">', hidden.items())
    button = kern_button(label, variant=variant, **options)
    return format_html('<form class="bc-post" method="post" action="{}">{}{}</form>', url, inputs, button)


@register.simple_block_tag
def kern_alert(content: SafeString, kind: str, title: Any) -> SafeString:
    """Frame a message that stands on the page: ``{% kern_alert "info" _("Title") %}text{% endkern_alert %}``."""
    return render_to_string(
        "ui/kern/alert.html",
        {"kind": _one_of(kind, KINDS, "alert"), "title": title, "content": content},
    )


@register.simple_block_tag
def kern_card(
    content: SafeString,
    title: Any,
    href: str | None = None,
    level: int = 3,
    preline: Any = "",
    subline: Any = "",
    **attributes: Any,
) -> SafeString:
    """Frame a proposal, a session, a person. With ``href`` the whole card is one target, named by its title."""
    return render_to_string(
        "ui/kern/card.html",
        {
            "title": title,
            "href": href,
            "level": level,
            "preline": preline,
            "subline": subline,
            "content": content,
            "attributes": _attributes(attributes),
        },
    )


@register.simple_block_tag
def kern_details(content: SafeString, summary: Any, is_open: bool = False) -> SafeString:
    """Fold text away behind its summary."""
    return format_html(
        '<details class="kern-accordion"{}><summary class="kern-accordion__header"><span class="kern-title">{}</span>'
        '</summary><div class="kern-accordion__body">{}</div></details>',
        " open" if is_open else "",
        summary,
        content,
    )


@register.simple_block_tag
def kern_table(content: SafeString, caption: Any, is_small: bool = False) -> SafeString:
    """Frame ``<thead>`` and ``<tbody>`` as a table with a caption that scrolls sideways on its own."""
    return format_html(
        '<div class="kern-table-responsive" role="region" aria-label="{0}" tabindex="0">'
        '<table class="kern-table{1}"><caption class="kern-title">{0}</caption>{2}</table></div>',
        caption,
        " kern-table--small" if is_small else "",
        content,
    )


@register.simple_block_tag
def kern_list(content: SafeString, kind: str = "bullet") -> SafeString:
    """Frame ``<li>`` as a list: ``bullet``, ``number`` or ``plain``."""
    role = "list" if kind == "plain" else None  # Safari takes a list without markers for no list
    element = LISTS[_one_of(kind, LISTS, "list")]
    return format_html(
        '<{0} class="bc-list bc-list--{1}"{2}>{3}</{0}>', element, kind, _attributes({"role": role}), content
    )


@register.simple_block_tag
def kern_facts(content: SafeString) -> SafeString:
    """Frame ``<div><dt>…</dt><dd>…</dd></div>`` as a list of facts."""
    return format_html('<dl class="bc-facts">{}</dl>', content)


@register.simple_tag
def kern_progress(value: float, max: float, label: Any) -> SafeString:
    """Show how much of a whole is reached; the label says the numbers too."""
    return format_html(
        '<label class="kern-progress bc-progress"><span class="kern-label">{}</span>'
        '<progress value="{}" max="{}"></progress></label>',
        label,
        value,
        max or 1,
    )


@register.simple_tag
def kern_field(field: BoundField) -> SafeString:
    """Write one field of a form with label, hint and error."""
    return field.as_field_group()


@register.inclusion_tag("ui/kern/errors.html")
def kern_errors(form: BaseForm) -> dict[str, Any]:
    """Write the error summary on top of a form whose fields the page lays out itself."""
    return {"errors": list(_errors_of(form)) if form.is_bound else []}


@register.inclusion_tag("ui/kern/form.html", takes_context=True)
def kern_form(
    context: Context,
    form: BaseForm,
    submit: Any = None,
    method: str = "post",
    action: str = "",
    cancel: str | None = None,
    **attributes: Any,
) -> dict[str, Any]:
    """Write a whole form: error summary, fields, button and the way back."""
    return {
        "form": form,
        "submit": submit or _("Save"),
        "method": method,
        "action": action,
        "cancel": cancel,
        "csrf_token": context.get("csrf_token"),
        "attributes": _attributes(attributes),
    }


def _errors_of(form: BaseForm) -> Iterable[dict[str, str]]:
    for message in form.non_field_errors():
        yield {"message": str(message), "target": ""}
    for name, messages in form.errors.items():
        if name in form.fields:
            field = form[name]
            target = "" if field.is_hidden else field.id_for_label or f"{field.auto_id}_0"
            label = "" if field.is_hidden else str(field.label)
            for message in messages:
                yield {"message": str(message), "target": target, "label": label}


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """Return “Error: ” for the title of a page that shows a form with errors (A-30)."""
    values: Iterable[Any] = context.flatten().values()
    for value in values:
        is_form = issubclass(type(value), BaseForm | BaseFormSet)  # isinstance would wake csrf_token and set its cookie
        if is_form and value.is_bound and not value.is_valid():
            return _("Error: ")
    return ""


@register.inclusion_tag("ui/kern/pagination.html", takes_context=True)
def kern_pagination(context: Context, page: Page, parameter: str = "page") -> dict[str, Any]:
    """Write the links from page to page of a list; what else stands in the address stays."""
    query = context["request"].GET.copy()
    query.pop(parameter, None)
    return {
        "page": page,
        "parameter": parameter,
        "query": query.urlencode() + "&" if query else "",
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
    }


@register.inclusion_tag("ui/kern/tabs.html")
def kern_tabs(items: Iterable[Any], label: Any = "") -> dict[str, Any]:
    """Write links between sibling pages; an item has ``url``, ``label`` and ``is_current``."""
    return {"items": items, "label": label or _("Sections")}


@register.inclusion_tag("ui/kern/breadcrumb.html")
def kern_breadcrumb(*words: Any) -> dict[str, Any]:
    """Write the way here: pairs of address and label, and at the end the label of this page."""
    pairs = list(zip(words[:-1:2], words[1:-1:2], strict=True))
    return {"pairs": pairs, "current": words[-1]}


@register.simple_tag
def time_range(starts_at: datetime, ends_at: datetime) -> SafeString:
    """Write from when to when."""
    return render_time_range(starts_at, ends_at)


@register.filter(is_safe=True)
def markdown(text: str | None) -> SafeString:
    """Show what somebody wrote in Markdown."""
    return format_html('<div class="bc-prose">{}</div>', render_markdown(text or ""))
