"""An account in a browser: a second factor from set-up to sign-in, without JavaScript, and no fault that axe finds."""

import re

import pyotp
import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from e2e.complaints import NewContext
from e2e.faults import faults
from e2e.pages import sign_in
from e2e.running_site import CAREFUL, PASSWORD

PHONE: ViewportSize = {"width": 390, "height": 844}


def without_scripts(context: BrowserContext) -> Page:
    """A page whose own scripts do not run."""
    context.route(re.compile(r"\.js$"), lambda route: route.fulfill(body="", content_type="text/javascript"))
    return context.new_page()


@pytest.mark.parametrize("address", ["password_reset/", "password_reset/done/", "reset/x/y/"])
def test_a_page_for_who_cannot_sign_in_has_no_serious_fault(page: Page, address: str) -> None:
    page.goto(f"/accounts/{address}")
    assert faults(page) == []


def test_a_second_factor_from_set_up_to_sign_in(new_context: NewContext) -> None:
    page = without_scripts(new_context())
    sign_in(page, CAREFUL)
    page.set_viewport_size(PHONE)
    page.get_by_role("link", name="Account").click()
    assert faults(page) == []
    page.get_by_role("link", name="Set it up").click()
    picture = page.get_by_role("img", name="QR code")
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 200
    assert faults(page) == []

    key = page.locator("code.key").inner_text().replace(" ", "")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Code").fill("nothing")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_label("Code")).to_have_accessible_description(re.compile("This code is wrong"))
    assert faults(page) == []
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Code").fill(pyotp.TOTP(key).now())
    page.get_by_role("button", name="Turn it on").click()
    codes = page.get_by_role("listitem")
    expect(codes).to_have_count(8)
    recovery = codes.first.inner_text()
    assert faults(page) == []
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("On.")).to_be_visible()

    page.set_viewport_size(PHONE)  # axe has looked at a desk too
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto("/accounts/login/?next=/articles/new/")
    page.get_by_label("Username").fill(CAREFUL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    assert faults(page) == []
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(r"/articles/new/$"))


def test_a_weak_password_is_refused_at_its_field(bert: Page) -> None:
    bert.goto("/accounts/password_change/")
    assert faults(bert) == []
    bert.get_by_label("Old password").fill(PASSWORD)
    for name in ("New password", "New password confirmation"):
        bert.get_by_label(name, exact=True).fill("short")
    bert.get_by_role("button", name="Change password").click()
    field = bert.get_by_label("New password confirmation")
    expect(field).to_have_accessible_description(re.compile("at least 12 characters"))
    assert faults(bert) == []
