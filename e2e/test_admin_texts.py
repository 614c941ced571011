"""Whatever comes between typing and saving an article that was opened in the admin, the text is there again."""

from datetime import UTC, datetime

import pytest
from bson import ObjectId
from playwright.sync_api import expect

from e2e.complaints import Complaints, NewContext
from e2e.pages import sign_in
from e2e.running_site import OPERATOR, RunningSite
from e2e.writing import TEXT, Writing


@pytest.fixture
def article(site: RunningSite) -> ObjectId:
    """An article that another program has written."""
    now = datetime.now(UTC)
    key = ObjectId()
    text = {"title": "The emu in the admin", "category": "tech", "content": "It sat on a table.", "author": []}
    site.articles().insert_one({"_id": key, **text, "published_at": None, "updated_at": now, "version": 1})
    return key


@pytest.fixture
def staff(new_context: NewContext, complaints: Complaints, article: ObjectId) -> Writing:
    """The operator, who has found the article in the admin's list and opened its form."""
    complaints.expect("status of 403")
    page = new_context().new_page()
    sign_in(page, OPERATOR)
    page.get_by_role("link", name="Admin").click()
    page.locator("#catalog-article").get_by_role("link", name="Articles").click()
    page.get_by_role("searchbox", name="Search").fill("emu in the admin")
    page.get_by_role("button", name="Search").click()
    page.locator(f"a[href*='{article}']").click()
    expect(page).to_have_url(f"/articles/{article}/edit/")
    return Writing(page, OPERATOR)


def expect_text(staff: Writing, says: str) -> None:
    expect(staff.page.get_by_role("alert")).to_contain_text(says)
    expect(staff.text).to_have_value(TEXT)


def test_the_sign_in_ended(site: RunningSite, staff: Writing) -> None:
    staff.type("The ended emu")
    site.mongodb[site.database]["sign_ins"].find_one_and_delete({}, sort=[("began", -1)])
    staff.save()
    expect_text(staff, "you are signed out")
    staff.sign_in_there()
    staff.expect_saved("The ended emu", "saved")


def test_signed_out_in_another_tab(staff: Writing) -> None:
    staff.type("The other emu")
    with staff.context.new_page() as other:
        other.goto("/admin/")
        other.get_by_role("button", name="Sign out").click()
        expect(other.get_by_role("link", name="Sign in")).to_be_visible()
    staff.save()
    expect_text(staff, "you are signed out")
    staff.sign_in_there()
    staff.expect_saved("The other emu", "saved")


def test_the_token_is_old(staff: Writing, complaints: Complaints) -> None:
    complaints.expect("ERR_FAILED")  # the script would ask for a new token before it is needed; here it gets none
    staff.page.route("**/state/**", lambda route: route.abort())
    staff.type("The old emu")
    staff.context.clear_cookies(name="csrftoken")
    staff.save()
    expect_text(staff, "older than your sign-in")
    staff.save()
    staff.expect_saved("The old emu", "saved")


def test_deleted_meanwhile(site: RunningSite, staff: Writing, article: ObjectId, complaints: Complaints) -> None:
    complaints.expect("status of 409")
    staff.type("The gone emu")
    site.articles().delete_one({"_id": article})
    staff.save()
    expect_text(staff, "Someone deleted this article")
    staff.page.get_by_role("button", name="Save as a new article").click()
    staff.expect_saved("The gone emu")


def test_changed_meanwhile(site: RunningSite, staff: Writing, article: ObjectId, complaints: Complaints) -> None:
    complaints.expect("status of 409")
    staff.type("The late emu")
    site.articles().update_one({"_id": article}, {"$set": {"content": "It stood on a chair."}, "$inc": {"version": 1}})
    staff.save()
    expect_text(staff, "Someone else saved this article")
    expect(staff.page.get_by_role("region", name="The saved version")).to_contain_text("It stood on a chair.")
    expect(staff.page.get_by_role("region", name="Your version, not saved")).to_contain_text(TEXT.strip())
    staff.page.get_by_role("button", name="Replace the saved version").click()
    staff.expect_saved("The late emu", "saved")


def test_the_database_is_unavailable(staff: Writing, article: ObjectId, complaints: Complaints) -> None:
    """The answer is that of catalog/tests/test_admin_texts.py; here the page of a 503 is one that nobody wrote."""
    complaints.expect("status of 503")
    staff.type("The unavailable emu")
    staff.page.route("**/edit/", lambda route: route.fulfill(status=503, body="Down"), times=1)
    staff.save()
    expect(staff.page.get_by_text("Down")).to_be_visible()
    staff.open(f"/admin/catalog/article/{article}/change/")
    staff.restore()
    staff.save()
    staff.expect_saved("The unavailable emu", "saved")


def test_a_new_article_is_written_on_the_same_form(staff: Writing) -> None:
    staff.open("/admin/catalog/article/add/")
    expect(staff.page).to_have_url("/articles/new/")
    again = staff.close_and_open_again("The first emu")
    again.restore()
    again.save()
    again.expect_saved("The first emu")
