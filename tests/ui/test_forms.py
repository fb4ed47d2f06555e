"""A-30: label, hint and error belong to their field; the summary leads to it; what was typed is kept."""

from __future__ import annotations

import lxml.html
import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from politoscope.ui.gallery import ExampleForm
from politoscope.ui.templatetags.kern import error_prefix

WRONG = {"title": "x" * 41, "email": "nobody", "text": "kept <b>text</b>", "seats": "0"}


def drawn(form: forms.BaseForm, options: str = "") -> lxml.html.HtmlElement:
    """Return the form as kern_form writes it."""
    template = Template(f"{{% load kern %}}{{% kern_form form {options} %}}")
    return lxml.html.fromstring(template.render(Context({"form": form, "csrf_token": "token"})))


@pytest.fixture
def wrong() -> lxml.html.HtmlElement:
    with translation.override("en"):
        return drawn(ExampleForm(WRONG))


def test_every_control_has_a_label_or_stands_in_a_fieldset_with_a_legend() -> None:
    page = drawn(ExampleForm())
    controls = page.xpath("//input[not(@type='hidden')] | //select | //textarea")
    assert len(controls) == 13
    for control in controls:
        assert page.xpath("//label[@for=$id]", id=control.get("id")), control.get("id")
    assert [legend.text.strip() for legend in page.xpath("//fieldset/legend")] == ["Sprache", "Bedarf"]


def test_descriptions_name_elements_that_exist(wrong: lxml.html.HtmlElement) -> None:
    described = wrong.xpath("//*[@aria-describedby]")
    assert {element.get("name") or element.tag for element in described} == {
        "title",
        "email",
        "fieldset",
        "format",
        "seats",
        "consent",
    }
    for element in described:
        for name in element.get("aria-describedby").split():
            assert wrong.xpath("//*[@id=$id]", id=name), name


def test_hint_comes_before_error_in_the_description(wrong: lxml.html.HtmlElement) -> None:
    assert wrong.xpath("//input[@name='title']/@aria-describedby") == ["id_title_helptext id_title_error"]


def test_summary_leads_to_every_faulty_field_in_order(wrong: lxml.html.HtmlElement) -> None:
    summary = wrong.xpath("//*[@autofocus]")[0]
    assert summary.get("tabindex") == "-1"
    assert "Please correct 6 entries" in summary.text_content()
    targets = [link.get("href") for link in summary.xpath(".//a")]
    assert targets == ["#id_title", "#id_email", "#id_format", "#id_language_0", "#id_seats", "#id_consent"]
    for target in targets:
        assert wrong.xpath("//*[@id=$id]", id=target[1:])[0].get("aria-invalid") == "true"


def test_summary_is_absent_before_anything_was_sent() -> None:
    assert drawn(ExampleForm()).xpath("//*[@autofocus]") == []


def test_typed_text_is_kept_and_escaped(wrong: lxml.html.HtmlElement) -> None:
    assert wrong.xpath("//textarea[@name='text']")[0].text.strip() == "kept <b>text</b>"
    assert wrong.xpath("//input[@name='email']/@value") == ["nobody"]


def test_faults_of_the_whole_form_stand_in_the_summary() -> None:
    class Pair(forms.Form):
        start = forms.IntegerField()

        def clean(self) -> None:
            raise forms.ValidationError("The end comes before the start.")

    summary = drawn(Pair({"start": "1"})).xpath("//*[@autofocus]")[0]
    assert [item.text_content().strip() for item in summary.xpath(".//li")] == ["The end comes before the start."]


def test_checkboxes_and_radios_look_like_what_they_are() -> None:
    page = drawn(ExampleForm())
    assert page.xpath("//input[@type='radio'][not(contains(@class, 'kern-form-check__radio'))]") == []
    assert page.xpath("//input[@type='checkbox'][not(contains(@class, 'kern-form-check__checkbox'))]") == []


def test_mail_address_always_offers_what_the_browser_knows() -> None:
    class Mail(forms.Form):
        address = forms.EmailField()
        other = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "off", "class": "own"}))

    page = drawn(Mail())
    assert page.xpath("//input[@name='address']/@autocomplete") == ["email"]
    assert page.xpath("//input[@name='other']/@autocomplete") == ["off"]
    assert page.xpath("//input[@name='other']/@class") == ["own kern-form-input__input"]


def test_a_form_that_only_filters_marks_nothing_as_optional() -> None:
    class FilterForm(ExampleForm):
        marks_optional = False

    assert "freiwillig" in drawn(ExampleForm()).text_content()
    assert "freiwillig" not in drawn(FilterForm()).text_content()


def test_optional_fields_are_marked_and_required_ones_are_not() -> None:
    page = drawn(ExampleForm())
    marked = {
        label.get("for") or "needs"
        for label in page.xpath("//*[self::label or self::legend][contains(., 'freiwillig')]")
    }
    assert marked == {"id_text", "needs", "id_seats", "id_starts_at", "id_picture"}


@pytest.mark.parametrize(("options", "token", "method"), [("", ["token"], "post"), ('method="get"', [], "get")])
def test_only_posted_forms_carry_the_token(options: str, token: list[str], method: str) -> None:
    page = drawn(ExampleForm(), options)
    assert page.get("method") == method
    assert page.xpath("//input[@name='csrfmiddlewaretoken']/@value") == token


def test_form_with_a_file_is_sent_in_parts() -> None:
    assert drawn(ExampleForm()).get("enctype") == "multipart/form-data"


@pytest.mark.parametrize(("form", "prefix"), [(ExampleForm(WRONG), "Fehler: "), (ExampleForm(), ""), (None, "")])
def test_title_starts_with_error_only_when_a_form_has_one(form: forms.BaseForm | None, prefix: str) -> None:
    assert error_prefix(Context({"whatever": form})) == prefix
