"""A real browser on the real site. `make test` sets MONGODB_URI and ELASTICSEARCH_URL."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from e2e import firefox
from e2e.complaints import Complaints, NewContext
from e2e.pages import SearchPage, sign_in
from e2e.running_site import EDITORS, OPERATOR, RunningSite
from e2e.writing import Writing
from services.setup import browser as browsers

HERE = Path(__file__).parent
# History, focus and the events of keys are where browsers differ.
IN_FIREFOX_TOO = ("test_history.py", "test_reading.py", "test_returning.py", "test_typing.py")
# Playwright cannot set these there: paper, and no scripts.
NOT_IN_FIREFOX = ("on_paper", "without_javascript")
WIDE = {"width": 1280, "height": 900}
# They write files into docs/, so only when asked: SCREENSHOTS=1.
collect_ignore = [] if os.environ.get("SCREENSHOTS") else ["test_screenshots.py"]
# Two shared cores: patience costs nothing when all is well.
expect.set_options(timeout=10_000)


def pytest_configure(config: pytest.Config) -> None:
    if not config.option.browser and firefox.is_installed():
        config.option.browser = ["chromium", "firefox"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("e2e")
    # Last: from the first browser on, Playwright's loop runs in this thread, and Django refuses its database there.
    items.sort(key=lambda item: HERE in item.path.parents)
    in_firefox = [item for item in items if re.search(r"[\[-]firefox\b", item.name)]
    unwanted = [
        item
        for item in in_firefox
        if item.path.name not in IN_FIREFOX_TOO or any(words in item.name for words in NOT_IN_FIREFOX)
    ]
    if len(config.option.browser) > 1 and unwanted:
        config.hook.pytest_deselected(items=unwanted)
        items[:] = [item for item in items if item not in unwanted]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    missing = [name for name in ("MONGODB_URI", "ELASTICSEARCH_URL") if not os.environ.get(name)]
    if missing:
        pytest.fail(f"{' and '.join(missing)} must be set: run these tests with `make test` or `make e2e`.")
    running = RunningSite(tmp_path_factory.mktemp("site"))
    try:
        running.start()
        yield running
        assert "Internal Server Error" not in running.log("web").read_text(), running.log("web").read_text()[-4000:]
    finally:
        running.stop()


@pytest.fixture(scope="session")
def base_url(site: RunningSite) -> str:
    return site.address


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], browser_name: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    if browser_name == "firefox":
        program = firefox.launcher(tmp_path_factory.mktemp("firefox"))
        return {
            **browser_type_launch_args,
            "channel": "moz-firefox",
            "executable_path": str(program),
            # Playwright waits for ever for the load of a page that was kept for the way back.
            "firefox_user_prefs": {"browser.sessionhistory.max_total_viewers": 0, "fission.bfcacheInParent": False},
        }
    found = os.environ.get(browsers.VARIABLE) or next(filter(None, map(shutil.which, browsers.ON_PATH)), None)
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync"]
    if os.geteuid() == 0:
        quiet.append("--no-sandbox")
    return {**browser_type_launch_args, "executable_path": found, "args": quiet}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "en-GB"}


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """Fail the test if the browser reported anything unexpected."""
    complaints = Complaints()
    yield complaints
    assert complaints.unexpected == []


@pytest.fixture
def new_context(new_context: NewContext, complaints: Complaints) -> NewContext:
    def listened_to(**options: Any) -> BrowserContext:
        context = new_context(**{"viewport": WIDE, **options})
        complaints.listen_to(context)
        return context

    return listened_to


@pytest.fixture
def search(page: Page) -> SearchPage:
    """The search page, for tests that open an address of their own."""
    return SearchPage(page)


@pytest.fixture
def search_page(search: SearchPage) -> SearchPage:
    """The search page, opened."""
    search.open()
    return search


@pytest.fixture(scope="session")
def sessions(browser: Browser, base_url: str) -> dict[str, StorageState]:
    """The cookies of each editor, and of the operator, after signing in."""
    cookies = {}
    for name in (*EDITORS, OPERATOR):
        with browser.new_context(base_url=base_url) as context:
            page = context.new_page()
            sign_in(page, name)
            cookies[name] = context.storage_state()
    return cookies


@pytest.fixture
def anna(new_context: NewContext, sessions: dict[str, StorageState]) -> Page:
    """The browser of an editor who is signed in."""
    return new_context(storage_state=sessions["anna"]).new_page()


@pytest.fixture
def bert(new_context: NewContext, sessions: dict[str, StorageState]) -> Page:
    """The browser of another editor."""
    return new_context(storage_state=sessions["bert"]).new_page()


@pytest.fixture
def operator(new_context: NewContext, sessions: dict[str, StorageState]) -> Page:
    """The browser of somebody who may do everything in the admin."""
    return new_context(storage_state=sessions[OPERATOR]).new_page()


@pytest.fixture
def writing(new_context: NewContext, complaints: Complaints) -> Writing:
    """Anna at the form, with a sign-in of her own that a test may end."""
    complaints.expect("status of 403")
    page = new_context().new_page()
    sign_in(page, "anna")
    opened = Writing(page)
    opened.open()
    return opened
