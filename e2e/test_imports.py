"""An editor imports a file in the browser, watches it, and undoes it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from e2e.complaints import NewContext
from e2e.pages import sign_in
from e2e.running_site import RunningSite
from services.processes import groups

NARROW = {"width": 390, "height": 844}
# As the News Category Dataset has them.
ROWS = (
    ("The otter who kept the lighthouse", "ENVIRONMENT", "Ada Lovelock", "2018-05-26"),
    ("Seven ways to fold a map", "TRAVEL", "Grace Hopley", "2018-05-27"),
    ("A pickled walnut wins the day", "FOOD & DRINK", "", "2018-05-28"),
    ("Marmots vote for an early spring", "ENVIRONMENT", "Ada Lovelock and Grace Hopley", "2018-05-29"),
)


@pytest.fixture(scope="module")
def session(browser: Browser, site: RunningSite) -> StorageState:
    """The cookies of an editor who may enter the admin."""
    with browser.new_context(base_url=site.address) as context:
        page = context.new_page()
        sign_in(page, "editor", site.credentials.read_text().strip())
        return context.storage_state()


@pytest.fixture
def editor(new_context: NewContext, session: StorageState) -> Page:
    return new_context(storage_state=session).new_page()


@pytest.fixture(scope="module")
def worker(site: RunningSite) -> Iterator[None]:
    process = site.spawn("imports")
    yield
    groups.end(process, grace=10.0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "News_Category_Dataset_v3.json"
    lines = [
        json.dumps(
            {
                "link": f"https://news.example/{number}",
                "headline": headline,
                "category": category,
                "short_description": f"{headline}, and what the neighbours said about it.",
                "authors": authors,
                "date": date,
            }
        )
        for number, (headline, category, authors, date) in enumerate(ROWS)
    ]
    path.write_text("\n".join([*lines, '{"headline": "Half a row']))
    return path


def upload(page: Page, file: Path) -> None:
    page.goto("/admin/catalog/article/")
    page.get_by_role("link", name="Import articles").click()
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Upload and look").click()


def undo(page: Page) -> None:
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_role("button", name="Yes, remove them").click()
    expect(page.get_by_text("The import was undone.")).to_be_visible(timeout=30_000)


def test_an_editor_imports_a_file_and_undoes_it(editor: Page, site: RunningSite, worker: None, file: Path) -> None:
    before = site.articles().count_documents({})
    upload(editor, file)
    expect(editor.get_by_role("button", name="Start the import")).to_be_visible(timeout=30_000)
    expect(editor.get_by_test_id("counts")).to_contain_text("5 rows, 1 of them refused")
    expect(editor.get_by_test_id("article")).to_have_count(3)
    expect(editor.get_by_test_id("new-categories")).to_contain_text("FOOD & DRINK")
    assert site.articles().count_documents({}) == before
    editor.get_by_role("button", name="Start the import").click()
    expect(editor.get_by_test_id("report")).to_contain_text("5 rows: 4 new, 0 known, 1 refused", timeout=30_000)
    assert site.articles().count_documents({}) == before + 4
    with editor.expect_download() as download:
        editor.get_by_role("link", name="Download every refused row (CSV)").click()
    assert "this is not JSON" in download.value.path().read_text()
    undo(editor)
    expect(editor.get_by_test_id("report")).to_contain_text("4 articles were removed")
    assert site.articles().count_documents({}) == before


def test_the_size_of_a_file_is_told_before_it_is_sent(editor: Page, worker: None, file: Path) -> None:
    editor.goto("/admin/catalog/importjob/add/")
    editor.get_by_label("File").evaluate("input => { input.dataset.limit = '10'; }")
    editor.get_by_label("File").set_input_files(file)
    editor.get_by_role("button", name="Upload and look").click()
    message = editor.get_by_label("File").evaluate("input => input.validationMessage")
    assert "larger than 100.0" in message
    expect(editor).to_have_url("/admin/catalog/importjob/add/")


def test_columns_are_chosen_when_they_cannot_be_told(
    editor: Page, site: RunningSite, worker: None, tmp_path: Path
) -> None:
    file = tmp_path / "columns.csv"
    file.write_text("alpha,beta,gamma\nA heron at the post office,It bought a stamp.,Birds\n")
    upload(editor, file)
    expect(editor.get_by_test_id("problem")).to_be_visible(timeout=30_000)
    for label, column in (("Title", "alpha"), ("Text", "beta"), ("Category", "gamma")):
        editor.get_by_label(label, exact=True).select_option(label=column)
    editor.get_by_role("button", name="Look again").click()
    expect(editor.get_by_test_id("article")).to_contain_text("A heron at the post office", timeout=30_000)
    editor.get_by_role("button", name="Discard this upload").click()
    expect(editor.get_by_text("The upload columns.csv was discarded.")).to_be_visible()


def test_it_works_without_javascript_on_a_narrow_screen(
    new_context: NewContext, session: StorageState, worker: None, file: Path
) -> None:
    context = new_context(java_script_enabled=False, viewport=NARROW, storage_state=session)
    page = context.new_page()
    upload(page, file)
    expect(page.get_by_role("button", name="Start the import")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Start the import").click()
    expect(page.get_by_text("The import is complete.")).to_be_visible(timeout=30_000)
    undo(page)
