"""Articles of a test's own, and what an editor does with several hits."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from bson import ObjectId
from playwright.sync_api import Locator, Page, expect

from e2e.pages import SearchPage
from e2e.running_site import RunningSite
from services.processes import probe, waiting


def titles_of(word: str, number: int) -> list[str]:
    return [f"The {word} at noon {each:02}" for each in range(1, number + 1)]


def add_articles(site: RunningSite, word: str, number: int) -> list[ObjectId]:
    """Add articles that only a search for this word finds, in the order of their numbers, and wait until it does."""
    now = datetime.now(UTC).replace(microsecond=0)
    rows: list[dict[str, Any]] = [
        {
            "title": title,
            "content": f"Nobody had expected the {word}. " * 12,
            "category": "tech",
            "author": [],
            "source_url": "",
            "published_at": datetime(2020, 1, 31 - place, tzinfo=UTC),
            "updated_at": now,
            "version": 1,
        }
        for place, title in enumerate(titles_of(word, number))
    ]
    ids: list[ObjectId] = list(site.articles().insert_many(rows).inserted_ids)
    assert waiting.until(lambda: number_found(site, word) == number, timeout=15.0)
    return ids


def number_found(site: RunningSite, word: str) -> int:
    found = probe.get_json(f"{site.address}/search.json?{urlencode({'q': word})}", timeout=5.0)
    return int(found["total"]["value"]) if found else -1


@dataclass(frozen=True, slots=True)
class Selecting:
    """The results of a word by date, whose hits an editor selects."""

    page: Page

    @property
    def search(self) -> SearchPage:
        return SearchPage(self.page)

    @property
    def bar(self) -> Locator:
        return self.page.get_by_role("form", name="Selected articles")

    @property
    def boxes(self) -> Locator:
        return self.search.hits.get_by_role("checkbox")

    @property
    def notice(self) -> Locator:
        return self.page.locator("form.done")

    def open(self, word: str, **parameters: str) -> None:
        self.search.open(q=word, sort="newest", **parameters)

    def begin(self) -> None:
        self.page.get_by_role("button", name="Select").click()

    def box(self, title: str) -> Locator:
        return self.page.get_by_role("checkbox", name=f"Select “{title}”")

    def expect_said(self, text: str) -> None:
        expect(self.bar.get_by_role("status")).to_have_text(text)

    def press(self, name: str) -> None:
        self.bar.get_by_role("button", name=name).click()

    def change_category(self, name: str) -> None:
        """Fill in the page that follows, and send it."""
        self.page.get_by_label("Category").fill(name)
        self.page.get_by_role("button", name="Change the category").click()

    def undo(self) -> None:
        self.notice.get_by_role("button", name="Undo").click()
