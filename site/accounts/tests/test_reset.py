"""Resetting a password by mail: it tells nobody who has an account, and a link works once, on this site only."""

import re
from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTPRecipientsRefused
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import connections
from django.test import Client
from django.urls import set_script_prefix

from accounts import factor, mailing
from accounts.tests.people import NEW, PASSWORD, Clock, is_signed_in, set_up, sign_in
from audit.models import Action, Entry
from config import guessing, sign_ins

pytestmark = pytest.mark.servers

PAGE = "/accounts/password_reset/"
LINK = re.compile(r"^(https?)://([^/\s]+)(/\S+)$", re.MULTILINE)


def ask(email: str = "ann@example.org", address: str = "127.0.0.1", **headers: str) -> Any:
    response = Client(headers=headers, REMOTE_ADDR=address).post(PAGE, {"email": email})
    mailing.settle()
    return response


def link() -> str:
    """The path of the link that was mailed last."""
    found = LINK.search(str(mail.outbox[-1].body))
    assert found
    return found[3]


def use(client: Client, path: str, new: str = NEW) -> str:
    page = client.get(path, follow=True)
    where = page.redirect_chain[-1][0] if page.redirect_chain else path
    return client.post(where, {"new_password1": new, "new_password2": new}, follow=True).content.decode()


def has_password(password: str) -> bool:
    return User.objects.get(username="ann").check_password(password)


def test_the_mailed_link_takes_a_new_password_and_signs_nobody_in(ann: User) -> None:
    ask()
    client = Client()
    assert "Sign in with the new one" in use(client, link())
    assert has_password(NEW)
    assert not is_signed_in(client)
    assert sign_in(client, NEW).status_code == 302


def test_the_answer_is_the_same_whether_there_is_such_an_account_or_not(ann: User) -> None:
    there, elsewhere = ask(), ask("nobody@example.org")
    assert (there.status_code, there["Location"]) == (elsewhere.status_code, elsewhere["Location"])
    assert there["Location"] == "/accounts/password_reset/done/"
    assert [letter.to for letter in mail.outbox] == [["ann@example.org"]]


def test_an_account_is_looked_up_after_the_answer(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the time that mail takes would tell."""
    given: list[Any] = []
    monkeypatch.setattr(mailing, "later", given.append)
    ask()
    assert mail.outbox == []
    given[0]()
    assert len(mail.outbox) == 1


def test_a_link_works_once(ann: User) -> None:
    ask()
    path = link()
    use(Client(), path)
    assert "used already" in use(Client(), path, "five herons and a lake")
    assert has_password(NEW)


def test_of_two_browsers_at_the_link_at_the_same_moment_one_saves(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    ask()
    passwords = [NEW, "five herons and a lake"]
    clients = [Client() for _ in passwords]
    pages = [client.get(link(), follow=True).redirect_chain[-1][0] for client in clients]
    barrier, turn_of = Barrier(2, timeout=10), guessing.turn_of

    def after_both_links_were_checked(request: Any) -> Any:
        barrier.wait()
        return turn_of(request)

    def save(number: int) -> Any:
        try:
            new = passwords[number]
            return clients[number].post(pages[number], {"new_password1": new, "new_password2": new})
        finally:
            connections.close_all()

    monkeypatch.setattr(guessing, "turn_of", after_both_links_were_checked)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(save, range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    (over,) = (answer for answer in answers if answer.status_code == 200)
    assert "used already" in over.content.decode()
    assert has_password(passwords[1 - answers.index(over)])


def test_a_link_is_over_after_an_hour_and_after_a_sign_in(ann: User, settings: Any) -> None:
    assert settings.PASSWORD_RESET_TIMEOUT == 3600
    ask()
    sign_in(Client())
    assert "used already" in use(Client(), link())
    assert has_password(PASSWORD)


@pytest.mark.parametrize(
    "path", ["/accounts/reset/MQ/x-y/", "/accounts/reset/%ff/set-password/", "/accounts/reset/x/y/"]
)
def test_a_made_up_link_is_refused(ann: User, path: str) -> None:
    assert "used already" in Client().get(path).content.decode()


def test_every_sign_in_ends(ann: User, home: Client) -> None:
    ask()
    use(Client(), link())
    assert not is_signed_in(home)
    assert sign_ins.collection().count_documents({}) == 0


def test_the_second_factor_stays(ann: User, clock: Clock) -> None:
    set_up(ann, clock)
    ask()
    client = Client()
    use(client, link())
    assert sign_in(client, NEW)["Location"] == "/accounts/login/code/"
    assert factor.is_set_up(ann)


@pytest.mark.parametrize("typed", ["Bea+News@example.org", "bea+news@EXAMPLE.org"])
def test_an_address_is_found_in_any_case_and_is_no_pattern(mongo: None, typed: str) -> None:
    User.objects.create_user("bea", "bea+news@example.org", PASSWORD)
    User.objects.create_user("zoe", "beaanews@example.org", PASSWORD)
    ask(typed)
    assert [letter.to for letter in mail.outbox] == [["bea+news@example.org"]]
    ask("bea.news@example.org")
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("wrong", [{"is_active": False}, {"password": "!"}])
def test_no_link_for_an_account_that_cannot_sign_in(ann: User, wrong: dict[str, Any]) -> None:
    User.objects.update(**wrong)
    ask()
    assert mail.outbox == []


@pytest.mark.parametrize(
    "headers",
    [{"host": "evil.example"}, {"host": "testserver@evil.example"}, {"host": "testserver.evil.example"}],
)
def test_a_foreign_host_is_refused_and_nothing_is_mailed(ann: User, headers: dict[str, str]) -> None:
    assert ask(**headers).status_code == 400
    assert mail.outbox == []


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Host", "Forwarded", "Referer", "Origin"])
def test_another_header_does_not_name_the_host(ann: User, header: str) -> None:
    assert ask(**{header: "https://evil.example"}).status_code in {302, 403}
    assert "evil" not in "".join(str(letter.body) for letter in mail.outbox)


def test_where_any_host_is_allowed_no_link_is_made(ann: User, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    assert ask(host="evil.example").status_code == 302
    assert mail.outbox == []
    settings.ALLOWED_HOSTS = ["*", "news.example.org"]
    ask(host="news.example.org")
    assert LINK.search(str(mail.outbox[0].body))[2] == "news.example.org"  # type: ignore[index]  # it is there


def test_the_link_has_the_path_and_the_scheme_of_the_site(ann: User) -> None:
    set_script_prefix("/archive/")  # as the web server does for SITE_PREFIX
    try:
        Client().post(PAGE, {"email": "ann@example.org"}, secure=True, headers={"host": "localhost"})
        mailing.settle()
    finally:
        set_script_prefix("/")
    found = LINK.search(str(mail.outbox[0].body))
    assert found
    assert found.groups()[:2] == ("https", "localhost")
    assert found[3].startswith("/archive/accounts/reset/")


@pytest.mark.parametrize("email", ["ann@example.org", "nobody@example.org"])
def test_asking_again_and_again_costs_time_for_any_address(ann: User, email: str) -> None:
    assert [ask(email).status_code for _ in range(5)] == [302] * 3 + [429] * 2
    assert len(mail.outbox) <= 3


def test_strangers_keep_the_owner_from_it_for_a_minute_at_most(ann: User, clock: Clock) -> None:
    for number in range(14):
        assert ask(address=f"192.0.2.{number}").status_code == 302
        clock.move(seconds=61)


def test_one_address_asks_for_so_many(mongo: None) -> None:
    assert [ask(f"user{number}@example.org").status_code for number in range(22)] == [302] * 20 + [429] * 2


def test_a_mail_server_that_fails_changes_no_answer_and_nothing_is_noted(
    ann: User, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_options: Any) -> None:
        raise SMTPRecipientsRefused({"ann@example.org": (550, b"nobody")})

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    assert ask().status_code == 302
    assert ask("nobody@example.org").status_code == 302
    assert caplog.messages == ["Mail was not sent: SMTPRecipientsRefused"]
    assert "ann@example.org" not in caplog.text
    assert not Entry.objects.filter(action=Action.RESET_MAILED)


def test_a_link_that_was_mailed_is_noted(ann: User) -> None:
    ask()
    assert Entry.objects.get(action=Action.RESET_MAILED).username == "ann"
