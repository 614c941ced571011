"""An editor adds, corrects and deletes, and search follows within two seconds."""

import time
from typing import Any

from playwright.sync_api import Page, expect

from e2e.complaints import Complaints
from e2e.pages import SearchPage, add_article, sign_in, write_article
from e2e.running_site import RunningSite
from services.processes import waiting

SOON = 2.0


def expect_soon(page: Page, wanted: dict[str, list[str]]) -> None:
    """Wait until each search finds exactly its titles; fail after two seconds."""
    since = time.monotonic()

    def found() -> bool:
        return {words: titles_found(page, words) for words in wanted} == wanted

    assert waiting.until(found, timeout=15.0, interval=0.05), {words: titles_found(page, words) for words in wanted}
    took = time.monotonic() - since
    assert took < SOON, f"search took {took:.1f} s to follow"
    search = SearchPage(page)
    for words, titles in wanted.items():
        search.open(q=words)
        expect(search.titles).to_have_text(titles)


def titles_found(page: Page, words: str) -> list[str]:
    """Return the titles from the JSON, without the time that rendering a page takes."""
    answer: dict[str, Any] = page.request.get("/search.json", params={"q": words}).json()
    return [hit["title"] for hit in answer["hits"]]


def delete_article(page: Page, address: str, title: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text(f"“{title}” was deleted.")).to_be_visible()


def test_an_editor_signs_in_adds_corrects_and_deletes_and_search_follows(page: Page) -> None:
    sign_in(page, "anna")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="New article").click()
    write_article(page, title="The walrus in the library", text="It came for the narwhal chapter.")
    expect(page.get_by_text("“The walrus in the library” was added.")).to_be_visible()
    expect(page.get_by_text("Readers find it now: number 1 for its title.")).to_be_visible()
    address = page.url
    expect_soon(page, {"narwhal": ["The walrus in the library"]})

    page.goto(address)
    page.get_by_role("link", name="Edit").click()
    write_article(page, title="The walrus in the reading room", text="It came for the quokka chapter.")
    expect(page.get_by_text("“The walrus in the reading room” was saved.")).to_be_visible()
    expect_soon(page, {"quokka": ["The walrus in the reading room"], "narwhal": []})

    delete_article(page, address, "The walrus in the reading room")
    expect_soon(page, {"quokka": []})


def test_search_catches_up_with_what_was_written_while_its_worker_was_dead(site: RunningSite, anna: Page) -> None:
    pangolin = add_article(anna, title="The pangolin at noon", text="A first animal.")
    tapir = add_article(anna, title="The tapir at noon", text="A second animal.")
    expect_soon(anna, {"tapir": ["The tapir at noon"]})
    site.kill_worker()
    add_article(anna, title="The aardvark at dusk", text="A third animal.")
    anna.goto(f"{tapir}edit/")
    write_article(anna, title="The axolotl at night", text="No longer the second.")
    delete_article(anna, pangolin, "The pangolin at noon")
    site.restart_worker()
    expect_soon(
        anna,
        {"aardvark": ["The aardvark at dusk"], "axolotl": ["The axolotl at night"], "tapir": [], "pangolin": []},
    )

    # And what is written now is found as fast as ever.
    add_article(anna, title="The echidna at dawn", text="A fourth animal.")
    expect_soon(anna, {"echidna": ["The echidna at dawn"]})


def test_the_second_of_two_editors_sees_both_texts_and_loses_nothing(
    anna: Page, bert: Page, complaints: Complaints
) -> None:
    complaints.expect("409")
    address = add_article(anna, title="The okapi question", text="Nobody has seen it.")
    for page in (anna, bert):
        page.goto(f"{address}edit/")
    write_article(anna, title="The okapi question", text="Anna has seen it.")
    expect(anna.get_by_text("was saved")).to_be_visible()

    with bert.expect_response(lambda answer: answer.request.method == "POST") as answered:
        write_article(bert, title="The okapi question", text="Bert has seen it.")
    assert answered.value.status == 409
    expect(bert.get_by_role("heading", name="Someone else saved this article")).to_be_visible()
    expect(bert.get_by_role("region", name="The saved version")).to_contain_text("Anna has seen it.")
    expect(bert.get_by_role("region", name="Your version, not saved")).to_contain_text("Bert has seen it.")
    expect(bert.get_by_role("textbox", name="Text")).to_have_value("Bert has seen it.")

    anna.goto(address)
    expect(anna.get_by_role("article")).to_contain_text("Anna has seen it.")
    bert.get_by_role("button", name="Replace the saved version").click()
    expect(bert.get_by_role("article")).to_contain_text("Bert has seen it.")


def test_a_former_text_and_a_deleted_article_are_restored_and_search_follows(anna: Page) -> None:
    address = add_article(anna, title="The numbat returns", text="It ate one termite.")
    anna.goto(f"{address}edit/")
    write_article(anna, title="The numbat returns", text="It ate two bandicoots and left.")
    anna.get_by_role("link", name="History").click()
    expect(anna.get_by_test_id("version")).to_contain_text(["4 words added, 2 removed", "Added"])

    anna.get_by_role("link", name="Version 1").click()
    expect(anna.get_by_role("region", name="Compared with version 2")).to_contain_text("bandicoots")
    anna.get_by_role("button", name="Restore version 1").click()
    expect(anna.get_by_role("article")).to_contain_text("It ate one termite.")
    expect_soon(anna, {"termite": ["The numbat returns"], "bandicoots": []})

    delete_article(anna, address, "The numbat returns")
    anna.get_by_role("link", name="Deleted articles").click()
    anna.get_by_role("link", name="The numbat returns").click()
    anna.get_by_role("link", name="Version 3").click()
    anna.get_by_role("button", name="Restore version 3").click()
    expect(anna).to_have_url(address)
    expect_soon(anna, {"termite": ["The numbat returns"]})


def test_a_form_with_a_mistake_keeps_what_was_typed(anna: Page) -> None:
    anna.goto("/articles/new/")
    anna.get_by_role("textbox", name="Text").fill("A draft that took an hour.")
    anna.get_by_label("Title").fill(" ")
    anna.get_by_label("Category").fill("Sport")
    anna.get_by_role("button", name="Save", exact=True).click()
    expect(anna.get_by_role("alert").get_by_role("link", name="Title")).to_be_visible()
    expect(anna.get_by_role("textbox", name="Text")).to_have_value("A draft that took an hour.")
    expect(anna.get_by_label("Category")).to_have_value("Sport")


def test_the_category_is_one_that_is_offered_and_authors_and_source_are_links(anna: Page) -> None:
    anna.goto("/articles/new/")
    offered = anna.locator("datalist#categories option")
    expect(anna.get_by_label("Category")).to_have_attribute("list", "categories")
    assert "sport" in offered.evaluate_all("options => options.map(option => option.value)")
    anna.get_by_label("Author").fill("Jane Doe; John Roe")
    anna.get_by_label("Source").fill("https://www.news.example/story")
    write_article(anna, title="The tuatara at the bank", text="It opened an account.", category="SPORT")
    expect(anna.get_by_text("“The tuatara at the bank” was added.")).to_be_visible()
    article = anna.get_by_role("article")
    expect(article.get_by_text("Sport", exact=True)).to_be_visible()
    expect(article.get_by_role("link", name="John Roe")).to_have_attribute("href", "/?author=John%20Roe")
    expect(article.get_by_role("link", name="news.example")).to_have_attribute("rel", "external nofollow noopener")
    delete_article(anna, anna.url, "The tuatara at the bank")


def test_an_editor_merges_a_category_into_another_and_its_articles_follow(site: RunningSite, page: Page) -> None:
    sign_in(page, "editor", site.credentials.read_text().strip())
    page.goto("/articles/new/")
    write_article(page, title="The numbat in the choir", text="It sang alto.", category="Zoology")
    expect(page.get_by_text("Its category “Zoology” is new.")).to_be_visible()
    address = page.url
    page.goto("/admin/catalog/category/")
    page.get_by_role("link", name="Zoology").click()
    page.get_by_role("link", name="Merge into another category").click()
    expect(page.get_by_text("1 article will move to the category that you choose")).to_be_visible()
    politics = page.get_by_label("Into").locator("option", has_text="Politics (").inner_text()
    page.get_by_label("Into").select_option(label=politics)
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("“Zoology” merged into “politics”.")).to_be_visible()
    expect(page.get_by_role("link", name="Zoology")).to_have_count(0)
    page.goto(address)
    expect(page.get_by_role("article").get_by_text("Politics", exact=True)).to_be_visible()
    delete_article(page, address, "The numbat in the choir")


def test_a_reader_who_wants_to_write_is_asked_to_sign_in_and_led_back(page: Page) -> None:
    page.goto("/articles/")
    page.get_by_role("link", name="New article").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Username").fill("anna")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert "next=" in page.url


def test_the_first_editor_signs_in_with_the_kept_password_and_works_in_the_admin(site: RunningSite, page: Page) -> None:
    sign_in(page, "editor", site.credentials.read_text().strip())
    page.goto("/admin/catalog/article/")
    page.locator("#searchbar").fill("capybara")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("23 results")).to_be_visible()
    page.get_by_role("link", name="Capybara notes 05").click()
    expect(page.get_by_label("Title")).to_have_value("Capybara notes 05")


def test_the_list_narrows_by_category_and_words_of_the_title(page: Page) -> None:
    page.goto("/articles/")
    page.get_by_label("Sport").check()
    page.get_by_label("Title").fill("capybara notes")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_test_id("total")).to_have_text("6")
    expect(page.get_by_label("Sport")).to_be_checked()
    page.get_by_test_id("article").first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Capybara notes")


def test_a_search_that_does_not_answer_is_not_said_to_find_nothing(anna: Page) -> None:
    anna.route("**/freshness/", lambda route: route.fulfill(json={"found": None, "number": None}))
    add_article(anna, title="The ibex at dawn", text="A fourth animal.")
    expect(anna.get_by_text("Search does not answer now.")).to_be_visible()
