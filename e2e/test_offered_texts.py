"""A text that was not saved is offered where it belongs, and nothing is lost by taking it."""

from playwright.sync_api import expect

from e2e.pages import add_article
from e2e.writing import DRAFTS, TEXT, Writing, expect_nothing_offered


def test_the_browser_was_closed(writing: Writing) -> None:
    again = writing.close_and_open_again("The closed lyrebird")
    expect(again.page.get_by_text("“The closed lyrebird”, 175 words.")).to_be_visible()
    again.restore()
    again.save()
    again.expect_saved("The closed lyrebird")


def test_the_text_of_a_tab_that_is_open_is_its_own(writing: Writing) -> None:
    writing.type("The open lyrebird")
    other = Writing(writing.context.new_page())
    other.open()
    expect_nothing_offered(other.page)
    writing.page.close()
    other.page.reload()
    expect(other.page.get_by_text("“The open lyrebird”, 175 words.")).to_be_visible()


def test_what_was_typed_before_restoring_is_offered_in_turn(writing: Writing) -> None:
    again = writing.close_and_open_again("The earlier lyrebird")
    again.text.fill("What I have typed since.")
    again.restore()
    expect(again.page.get_by_text("Without a title, 5 words.")).to_be_visible()
    assert again.page.evaluate(DRAFTS) == 2
    again.page.get_by_role("button", name="Restore").click()
    expect(again.text).to_have_value("What I have typed since.")
    expect(again.page.get_by_text("“The earlier lyrebird”, 175 words.")).to_be_visible()


def test_a_browser_without_room_for_both_texts_keeps_both_where_they_are(writing: Writing) -> None:
    again = writing.close_and_open_again("The crowded lyrebird")
    again.page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('QuotaExceededError'); }; }"
    )
    again.text.fill("What I have typed since.")
    again.page.get_by_role("button", name="Restore").click()
    expect(again.page.get_by_text("no room for both texts")).to_be_visible()
    expect(again.text).to_have_value("What I have typed since.")
    again.text.fill("")
    again.restore()
    assert again.page.evaluate(DRAFTS) == 1


def test_an_edit_is_offered_with_what_differs_and_a_week_later_no_more(writing: Writing) -> None:
    address = f"{add_article(writing.page, title='The brief lyrebird', text='One word more.')}edit/"
    writing.open(address)
    writing.text.fill(TEXT)
    writing.page.wait_for_function(f"() => {DRAFTS} === 1")
    page = writing.context.new_page()
    writing.page.close()
    page.goto(address)
    expect(page.get_by_text("It has 172 words more than the saved version. Different: Text.")).to_be_visible()
    page.evaluate(
        """() => {
            const name = Object.keys(localStorage).find(name => name.startsWith("broadsheet-draft."));
            const draft = JSON.parse(localStorage.getItem(name));
            localStorage.setItem(name, JSON.stringify({...draft, at: draft.at - 7 * 24 * 3600 * 1000}));
        }"""
    )
    page.reload()
    expect_nothing_offered(page)
    assert page.evaluate(DRAFTS) == 0
