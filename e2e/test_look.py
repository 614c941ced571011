"""What a page weighs, its face before and after the font has come, on paper and in forced colours."""

import gzip

from playwright.sync_api import Page, Response, Route, expect

from e2e.complaints import Complaints
from e2e.pages import SearchPage

FONT_BYTES = 80_000
STYLE_BYTES = 12_000


def test_a_first_visit_loads_little_style_and_one_font(page: Page) -> None:
    responses: list[Response] = []
    page.on("response", lambda answer: responses.append(answer))  # noqa: PLW0108  # Playwright marks the listener
    SearchPage(page).open(q="capybara")
    page.evaluate("document.fonts.ready")
    fonts = [len(answer.body()) for answer in responses if answer.url.endswith(".woff2")]
    styles = [len(gzip.compress(answer.body(), 6)) for answer in responses if answer.url.endswith(".css")]
    assert len(fonts) == len(styles) == 1
    assert sum(fonts) <= FONT_BYTES
    assert sum(styles) <= STYLE_BYTES


def tops_of_hits(page: Page) -> list[float]:
    return page.evaluate(  # type: ignore[no-any-return]  # numbers
        """() => [...document.querySelectorAll("[data-testid=hit]")].map(hit => hit.getBoundingClientRect().top)"""
    )


def test_nothing_moves_when_the_font_comes(page: Page, complaints: Complaints) -> None:
    """The fonts that stand in have its measure, so that the same number of lines is taken."""
    complaints.expect(".woff2")
    page.route("**/*.woff2", lambda route: route.abort())
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        SearchPage(page).open(q="capybara")
        stand_in = tops_of_hits(page)
        assert page.evaluate(
            "![...document.fonts].some(face => face.family === 'Newsreader' && face.status === 'loaded')"
        )
        page.unroute("**/*.woff2")
        SearchPage(page).open(q="capybara")
        page.evaluate("document.fonts.ready")
        assert page.evaluate(
            "[...document.fonts].some(face => face.family === 'Newsreader' && face.status === 'loaded')"
        )
        assert tops_of_hits(page) == stand_in
        page.route("**/*.woff2", abort)


def abort(route: Route) -> None:
    route.abort()


def test_a_search_on_paper_is_its_words_and_its_hits(page: Page) -> None:
    search = SearchPage(page)
    search.open(q="capybara", category="sport")
    page.emulate_media(media="print")
    for control in (search.box, search.chip("sport"), search.sort("Title A–Z"), page.get_by_text("Why").first):
        expect(control).to_be_hidden()
    expect(search.titles.first).to_be_visible()
    said = page.locator("#results").evaluate("element => getComputedStyle(element, '::before').content")
    assert "6 articles for “capybara”" in said


def test_in_forced_colours_the_order_and_the_matches_can_be_told(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    search = SearchPage(page)
    search.open(q="capybara")
    line = "element => getComputedStyle(element).textDecorationLine"
    assert search.sort("Best match").evaluate(line) == "underline"
    assert search.sort("Title A–Z").evaluate(line) == "none"
    ground = "element => getComputedStyle(element).backgroundColor"
    assert search.titles.first.locator("mark").evaluate(ground) != page.locator("html").evaluate(ground)


def test_a_search_without_results_shows_the_newest_articles(page: Page) -> None:
    search = SearchPage(page)
    search.open()
    newest = search.titles.all_inner_texts()[:5]
    search.search("zzyzx")
    expect(search.hits).to_have_count(0)
    expect(search.empty).to_contain_text("Nothing in the archive matches “zzyzx”")
    expect(page.locator("#newest").get_by_role("link")).to_have_text(newest)
    # It stays while the words go on finding nothing, and the address is that of the search.
    page.locator("#newest").evaluate("element => { element.kept = true; }")
    search.search("y")
    assert page.locator("#newest").evaluate("element => element.kept")
    expect(page).to_have_url("/?q=zzyzxy")
    search.box.fill("capybara")
    expect(search.hits).to_have_count(10)


def test_a_page_that_is_not_there_has_a_box_and_the_newest_articles(page: Page, complaints: Complaints) -> None:
    complaints.expect("/nothing/")
    search = SearchPage(page)
    search.open()
    newest = search.titles.all_inner_texts()[:5]
    page.goto("/nothing/")
    expect(page.locator("#newest").get_by_role("link")).to_have_text(newest)
    search.box.fill("capybara")
    search.box.press("Enter")
    expect(page).to_have_url("/?q=capybara")
