"""The site under its own name, by TLS, through the proxy of compose.yaml: at the root of the name and under a path."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from e2e import proxy
from e2e.archive import CAPYBARAS
from e2e.complaints import Complaints, NewContext
from e2e.pages import SearchPage, sign_in
from e2e.proxy import PublicSite
from e2e.running_site import RunningSite
from services.processes import waiting

pytestmark = pytest.mark.skipif(not proxy.is_installed(), reason="needs Caddy: apt-get install caddy")


@pytest.fixture(scope="module", params=["", "/archive"], ids=["root", "path"])
def public(
    request: pytest.FixtureRequest, site: RunningSite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PublicSite]:
    with proxy.public_site(site, tmp_path_factory.mktemp("public"), request.param) as running:
        yield running


@pytest.fixture
def reader(new_context: NewContext) -> Page:
    return new_context(ignore_https_errors=True).new_page()


def test_a_reader_searches_narrows_and_reads(reader: Page, public: PublicSite) -> None:
    search = SearchPage(reader)
    reader.goto(f"{public.address}/")
    search.search("capybara")
    expect(search.total).to_have_text(str(CAPYBARAS))
    expect(reader).to_have_url(f"{public.address}/?q=capybara")
    search.titles.first.click()
    expect(reader.locator("h1.headline")).to_be_visible()
    assert reader.url.startswith(f"{public.address}/articles/")
    reader.get_by_role("link", name="Broadsheet", exact=True).click()
    expect(search.box).to_be_visible()


def test_everything_a_page_loads_is_ours_and_secure(reader: Page, public: PublicSite) -> None:
    loaded: list[str] = []
    reader.on("requestfinished", lambda request: loaded.append(request.url))
    reader.goto(f"{public.address}/", wait_until="networkidle")
    assert len(loaded) > 3
    assert [address for address in loaded if not address.startswith(f"{public.address}/")] == []


def test_an_editor_signs_in_and_out_with_cookies_for_this_site_only(reader: Page, public: PublicSite) -> None:
    sign_in(reader, "anna", at=f"{public.address}/accounts/login/")
    expect(reader).to_have_url(f"{public.address}/")
    cookies = {cookie["name"]: cookie for cookie in reader.context.cookies()}
    kind = "__Secure-" if public.prefix else "__Host-"
    assert {f"{kind}sessionid", f"{kind}csrftoken"} <= cookies.keys()
    assert all(cookie["secure"] for cookie in cookies.values())
    assert {cookie["path"] for cookie in cookies.values()} == {f"{public.prefix}/"}
    reader.get_by_role("link", name="New article", exact=True).click()
    expect(reader).to_have_url(f"{public.address}/articles/new/")
    reader.get_by_role("button", name="Sign out").click()
    expect(reader.get_by_role("link", name="Sign in")).to_be_visible()


def test_the_link_to_reset_a_password_has_name_scheme_and_path(reader: Page, public: PublicSite) -> None:
    """Mail is printed by default."""
    reader.goto(f"{public.address}/accounts/password_reset/")
    reader.get_by_label("Email address").fill("bert@example.org")
    reader.get_by_role("button", name="Send the link").click()
    expect(reader.get_by_role("heading", name="Look at your mail")).to_be_visible()
    link = re.compile(rf"^{re.escape(public.address)}/accounts/reset/\S+/$", re.MULTILINE)
    assert waiting.until(lambda: link.search(public.log.read_text()) is not None, timeout=10.0)
    found = link.search(public.log.read_text())
    assert found
    reader.goto(found[0])
    expect(reader.get_by_label("New password", exact=True)).to_be_visible()


def test_a_page_by_tls_asks_browsers_to_stay_there(public: PublicSite) -> None:
    answer = public.get("/")
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_http_is_sent_to_https(public: PublicSite) -> None:
    answer = public.get_behind(f"{public.prefix}/articles/?page=2", {"X-Forwarded-Proto": "http"})
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{proxy.NAME}{public.prefix}/articles/?page=2"


def test_a_proxy_may_take_the_path_off_itself(public: PublicSite) -> None:
    answer = public.get_behind("/articles/", {"X-Forwarded-Proto": "https"})
    assert answer.status == 200
    assert f'href="{public.prefix}/accounts/login/"'.encode() in answer.body


def test_addresses_in_other_forms_have_name_scheme_and_path(public: PublicSite) -> None:
    found = public.get("/search.json?q=capybara").body
    assert all(hit["url"].startswith(f"{public.prefix}/articles/") for hit in json.loads(found)["hits"])
    feed = public.get("/search.atom?q=capybara").body.decode()
    assert f"https://{proxy.NAME}" in feed
    assert "http://" not in feed.replace("http://www.w3.org/2005/Atom", "")


@pytest.mark.parametrize("name", ["elsewhere.example.org", "127.0.0.1"])
def test_another_name_is_refused(public: PublicSite, name: str) -> None:
    assert public.get("/", {"Host": name}).body == b""  # the proxy knows no such site
    assert public.get_behind("/", {"Host": name, "X-Forwarded-Proto": "https"}).status == 400


def test_probes_answer_by_http_under_any_name(public: PublicSite) -> None:
    for path in ("/livez", "/readyz"):
        assert public.get_behind(path, {"Host": "10.1.2.3"}).status == 200


def test_a_stranger_does_not_choose_the_address_that_the_site_sees(
    public: PublicSite, new_context: NewContext, complaints: Complaints
) -> None:
    """Wrong passwords are counted by address: a forged one, different each time, must not get around that."""
    complaints.expect("status of 400|Failed to load resource")
    forged = {"X-Forwarded-For": "203.0.113.9"}
    page = new_context(ignore_https_errors=True, extra_http_headers=forged).new_page()
    page.goto(f"{public.address}/accounts/login/")
    page.get_by_label("Username").fill("anna")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    said = public.log.read_text()
    assert re.search(r"A wrong password for 'anna' from (127\.0\.0\.1|::1)\s", said)
    assert "203.0.113.9" not in said
