"""EMAIL_URL: one address for the mail server, which no error repeats."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.mail import Mail, parse

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "smtp+tls://news:p%40ss%2Fword@mail.example.org",
            Mail(SMTP, "mail.example.org", 587, "news", "p@ss/word", tls=True, ssl=False, folder="/"),
        ),
        (
            "smtp+ssl://mail.example.org",
            Mail(SMTP, "mail.example.org", 465, "", "", tls=False, ssl=True, folder="/"),
        ),
        ("smtp://localhost:2525", Mail(SMTP, "localhost", 2525, "", "", tls=False, ssl=False, folder="/")),
    ],
)
def test_an_address_says_it_all(address: str, expected: Mail) -> None:
    assert parse(address) == expected


def test_by_default_mail_is_printed() -> None:
    assert parse("consolemail://").backend == "django.core.mail.backends.console.EmailBackend"


@pytest.mark.parametrize(
    "address",
    [
        "mail.example.org",
        "http://user:secret@mail.example.org",
        "smtp+tls://user:secret@mail.example.org:port",
        "smtp://user:sec[ret@mail.example.org",
        "smtp://",
        "memorymail://",
    ],
)
def test_another_address_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="percent-encoded") as refused:
        parse(address)
    shown = repr(refused.value) + repr(refused.value.__cause__)
    assert "secret" not in shown
    assert "sec[ret" not in shown
