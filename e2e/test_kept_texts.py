"""Whatever comes between typing and saving, the text is there again."""

from playwright.sync_api import Dialog, Page, expect

from e2e.complaints import Complaints, NewContext
from e2e.pages import sign_in, write_article
from e2e.running_site import RunningSite
from e2e.writing import DRAFTS, TEXT, Writing, expect_nothing_offered

FORBIDDEN = "status of 403"


def leave(page: Page, answer: str) -> list[str]:
    """Have what asks before a page is left answered with "accept" or "dismiss", and note what was asked."""
    asked: list[str] = []

    def reply(dialog: Dialog) -> None:
        asked.append(dialog.type)
        getattr(dialog, answer)()

    page.on("dialog", reply)
    return asked


def test_the_sign_in_ended(site: RunningSite, writing: Writing) -> None:
    writing.type("The ended lyrebird")
    # The last one that began: other tests go on with theirs.
    site.mongodb[site.database]["sign_ins"].find_one_and_delete({}, sort=[("began", -1)])
    writing.save()
    expect(writing.page.get_by_role("alert")).to_contain_text("you are signed out")
    expect(writing.page.locator("[data-summary]")).to_be_focused()
    writing.sign_in_there()
    writing.expect_saved("The ended lyrebird")


def test_signed_out_in_another_tab(writing: Writing) -> None:
    writing.type("The other lyrebird")
    with writing.context.new_page() as other:
        other.goto("/")
        other.get_by_role("button", name="Sign out").click()
        expect(other.get_by_role("link", name="Sign in")).to_be_visible()
    writing.save()
    writing.sign_in_there()
    writing.expect_saved("The other lyrebird")


def test_signed_out_and_in_again_so_that_the_token_is_old(writing: Writing, complaints: Complaints) -> None:
    """The script would ask for a new token before it is needed; here it gets none."""
    complaints.expect("ERR_FAILED")
    writing.page.route("**/state/**", lambda route: route.abort())
    writing.type("The old lyrebird")
    writing.context.clear_cookies(name="csrftoken")
    writing.save()
    expect(writing.page.get_by_role("alert")).to_contain_text("older than your sign-in")
    expect(writing.text).to_have_value(TEXT)
    writing.save()
    writing.expect_saved("The old lyrebird")


def test_the_database_is_unavailable(site: RunningSite, writing: Writing, complaints: Complaints) -> None:
    """The answer is that of catalog/tests/test_outages.py; here the page of a 503 is one that nobody wrote."""
    complaints.expect("status of 503")
    writing.type("The unavailable lyrebird")
    writing.page.route("**/articles/new/", lambda route: route.fulfill(status=503, body="Down"), times=1)
    writing.save()
    expect(writing.page.get_by_text("Down")).to_be_visible()
    writing.open()
    writing.restore()
    writing.save()
    writing.expect_saved("The unavailable lyrebird")


def test_the_line_is_down(writing: Writing, complaints: Complaints) -> None:
    complaints.expect("ERR_INTERNET_DISCONNECTED")  # a preview may be on its way
    writing.type("The distant lyrebird")
    writing.context.set_offline(True)
    writing.save()
    expect(writing.page.get_by_text("The line is down.")).to_be_visible()
    expect(writing.text).to_have_value(TEXT)
    writing.context.set_offline(False)
    writing.save()
    writing.expect_saved("The distant lyrebird")


def test_a_site_on_this_machine_can_be_saved_to_without_a_line(writing: Writing) -> None:
    writing.page.add_init_script("Object.defineProperty(navigator, 'onLine', { get: () => false });")
    writing.open()
    writing.type("The near lyrebird")
    expect(writing.page.get_by_role("region", name="Preview").get_by_text("The near lyrebird")).to_be_visible()
    writing.save()
    expect(writing.page.get_by_text("The line is down.")).to_be_visible()
    writing.save()
    writing.expect_saved("The near lyrebird")


def test_the_line_breaks_on_the_way(writing: Writing, complaints: Complaints) -> None:
    complaints.expect("ERR_")
    writing.type("The broken lyrebird")
    writing.page.route("**/articles/new/", lambda route: route.abort("connectionreset"), times=1)
    writing.save()
    writing.page.wait_for_url("chrome-error://**")
    writing.open()
    writing.restore()


def test_a_link_is_clicked(writing: Writing) -> None:
    writing.type("The clicked lyrebird")
    asked = leave(writing.page, "dismiss")
    writing.page.get_by_role("link", name="Articles", exact=True).click()
    expect(writing.text).to_have_value(TEXT)
    assert asked == ["beforeunload"]


def test_a_link_is_clicked_and_the_question_answered_too_soon(writing: Writing) -> None:
    writing.type("The hasty lyrebird")
    leave(writing.page, "accept")
    writing.page.get_by_role("link", name="Articles", exact=True).click()
    expect(writing.page.get_by_role("heading", name="Articles", exact=True)).to_be_visible()
    writing.open()
    writing.restore()


def test_nothing_is_asked_when_nothing_is_unsaved(writing: Writing) -> None:
    asked = leave(writing.page, "dismiss")
    writing.page.get_by_label("Published").fill("2025-03-11T07:15:30.100")  # which the browser writes as 30.1
    write_article(writing.page, title="The exact lyrebird", text="At that moment.")
    writing.page.get_by_role("link", name="Edit").click()
    writing.text.fill("A word")
    writing.text.fill("At that moment.")
    writing.page.get_by_role("link", name="Articles", exact=True).click()
    expect(writing.page.get_by_role("heading", name="Articles", exact=True)).to_be_visible()
    assert asked == []


def test_somebody_else_at_the_same_browser_never_sees_it(writing: Writing) -> None:
    writing.type("The private lyrebird")
    page = writing.context.new_page()
    writing.page.close()
    page.context.clear_cookies(name="sessionid")  # the session ended, and nobody signed out
    sign_in(page, "bert")
    page.goto("/articles/new/")
    expect_nothing_offered(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert page.evaluate(DRAFTS) == 0


def test_who_signs_in_in_another_tab_is_not_given_the_text(writing: Writing) -> None:
    page = writing.page
    writing.type("The unclaimed lyrebird")
    page.context.clear_cookies(name="sessionid")
    writing.save()
    expect(page.get_by_role("alert")).to_contain_text("you are signed out")
    with writing.context.new_page() as other:
        sign_in(other, "bert")
    page.evaluate("() => { dispatchEvent(new Event('focus')); }")
    expect(page.get_by_text("Somebody else is signed in now")).to_be_visible()
    names = "() => Object.keys(localStorage).filter(name => name.startsWith('broadsheet-draft.'))"
    before = page.evaluate(names)
    writing.text.fill(f"{TEXT} More.")
    page.wait_for_function("() => Object.values(localStorage).some(kept => kept.includes('More.'))")
    assert page.evaluate(names) == before
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("somebody else is signed in now")
    expect(writing.text).to_have_value(f"{TEXT} More.")


def test_without_javascript_the_text_comes_back_too(
    site: RunningSite, new_context: NewContext, complaints: Complaints
) -> None:
    complaints.expect(FORBIDDEN)
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, "anna")
    writing = Writing(page)
    writing.open()
    page.get_by_label("Title").fill("The plain lyrebird")
    page.get_by_label("Category").fill("Tech")
    writing.text.fill(TEXT)
    page.context.clear_cookies(name="sessionid")
    writing.save()
    writing.sign_in_there()
    expect(page.get_by_role("article")).to_contain_text(TEXT.strip())
