"""Chapter 1: somebody hears of the barcamp, comes in by mail, and has a place."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journey.story import Story, code_for, mail_to, sign_in

MILA = "mila.neu@example.org"


def test_newcomer_registers_on_a_phone(story: Story) -> None:
    page = story.somebody(on_phone=True)
    page.goto("/heute/")
    page.get_by_role("link", name="Register").first.click()
    sign_in(page, MILA)

    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("Error").first).to_be_visible()
    page.get_by_label("Three hashtags").fill("#kommune #video #podcast #krise")
    page.get_by_label("Your name").fill("Mila Neu")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("Three hashtags at most").first).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("Mila Neu")
    page.get_by_label("Three hashtags").fill("#kommune #video #podcast")
    page.get_by_role("button", name="Register").click()

    expect(page.get_by_text("You have a place")).to_be_visible()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()


def test_confirmation_arrives_with_ticket_and_calendar(story: Story) -> None:
    page = story.participant(MILA, "Mila Neu")
    mail = mail_to(page, MILA, "You are registered")
    assert "/heute/ticket/" in mail
    assert ".ics" in mail


def test_wrong_code_is_explained_and_the_right_one_still_works(story: Story) -> None:
    page = story.somebody(on_phone=True)
    page.goto("/account/sign-in/?next=/heute/register/")
    page.get_by_label("Mail address").fill("noah.neu@example.org")
    page.get_by_role("button", name="Send me a code").click()
    right = code_for(page, "noah.neu@example.org")
    wrong = "000 000" if right != "000 000" else "111 111"
    page.get_by_label("Code from the mail").fill(wrong)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Error").first).to_be_visible()
    page.get_by_label("Code from the mail").fill(right)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Register to take part")


def test_link_in_the_mail_fills_in_the_code_and_consumes_nothing(story: Story) -> None:
    page = story.somebody()
    page.goto("/account/sign-in/")
    page.get_by_label("Mail address").fill("ole.neu@example.org")
    page.get_by_role("button", name="Send me a code").click()
    code = code_for(page, "ole.neu@example.org").replace(" ", "")
    for _visit in range(2):  # a mail gateway looks first
        page.goto("about:blank")
        page.goto(f"/account/code/#{code}")
        expect(page.get_by_label("Code from the mail")).to_have_value(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_label("Code from the mail")).to_have_count(0)


def test_place_given_back_is_free_again(story: Story) -> None:
    page = story.participant("pia.neu@example.org", "Pia Neu")
    page.get_by_role("button", name="Cancel my registration").click()
    expect(page.get_by_text("You have a place")).to_have_count(0)
    mail_to(page, "pia.neu@example.org", "cancel")


def test_desk_finds_the_newcomer_by_three_letters(story: Story) -> None:
    page = story.role("desk")
    page.goto("/heute/organise/registrations/?q=mil")
    expect(page.get_by_text("Mila Neu")).to_be_visible()
