"""Addresses of servers: what is read from them, and errors that hold no piece of a password."""

import os
import subprocess
import sys

import pytest

from config import addresses
from config.addresses import AddressError
from config.settings.base import ROOT

SECRET = "s3cret"


@pytest.mark.parametrize(
    ("urls", "found"),
    [
        ("http://a:1", ["http://a:1"]),
        ("http://a:1, http://b:2,", ["http://a:1", "http://b:2"]),
        ("http://a:1,http://b:2", ["http://a:1", "http://b:2"]),
        ("https://u:se,cret@a:1", ["https://u:se,cret@a:1"]),
        ("https://u:se,cret@a:1,https://u:se,cret@b:1", ["https://u:se,cret@a:1", "https://u:se,cret@b:1"]),
        ("https://u:se%2Ccret@a", ["https://u:se%2Ccret@a"]),
        ("http://[::1]:9200", ["http://[::1]:9200"]),
        ("http://a:1/prefix", ["http://a:1/prefix"]),
        ("", []),
    ],
)
def test_addresses_of_elasticsearch_are_separated_by_commas(urls: str, found: list[str]) -> None:
    assert addresses.elasticsearch(urls) == found


@pytest.mark.parametrize(
    ("urls", "words"),
    [
        (f"u:{SECRET}@host:9200", "neither http:// nor https://"),
        (f"ftp://u:{SECRET}@host:9200", "neither http:// nor https://"),
        (f"http://u:{SECRET}@host", "no port for host"),
        (f"http://u:{SECRET}@host:92x0", "the port of host is not a number"),
        (f"http://u:{SECRET}@host:99999", "the port of host is not a number"),
        (f"http://u:{SECRET}@:9200", "names no host"),
        (f"http://u:a/{SECRET}@host:9200", "percent-encoded"),
        (f"http://u:a#{SECRET}@host:9200", "percent-encoded"),
        (f"http://u:a?{SECRET}@host:9200", "percent-encoded"),
        (f"http://u:a@{SECRET}@host:9200", "percent-encoded"),
        (f"http://u:a:{SECRET}@host:9200", "percent-encoded"),
        (f"http://u:a%{SECRET}@host:9200", "percent-encoded"),
        (f"http://u:{SECRET}@a:9200,b:9200", "a comma of a password as %2C"),
        (f"http://u:{SECRET}@a:9200,u:{SECRET}@b:9200", "percent-encoded"),
    ],
)
def test_what_is_no_address_of_elasticsearch_is_told_without_its_password(urls: str, words: str) -> None:
    with pytest.raises(AddressError) as caught:
        addresses.elasticsearch(urls)
    assert words in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        (f"u:{SECRET}@host:27017/db", "neither mongodb:// nor mongodb+srv://"),
        (f"http://u:{SECRET}@host/db", "neither mongodb:// nor mongodb+srv://"),
        (f"mongodb://u:a/{SECRET}@host:1/db", "percent-encoded"),
        (f"mongodb://u:a#{SECRET}@host:1/db", "percent-encoded"),
        (f"mongodb://u:a?{SECRET}@host:1/db", "percent-encoded"),
        (f"mongodb://u:a:{SECRET}@host/db", "percent-encoded"),
        (f"mongodb://u:a@{SECRET}@host/db", "percent-encoded"),
        (f"mongodb://u:%{SECRET}@host/db", "percent-encoded"),
        (f"mongodb://u:{SECRET}@host:27x17/db", "the port of host is not a number"),
        (f"mongodb://u:{SECRET}@/db", "names no host"),
        (f"mongodb://u:{SECRET}@a:1,,b:1/db", "a comma too many"),
        (f"mongodb://u:{SECRET}@host/my db", "names a database with a blank"),
    ],
)
def test_what_is_no_address_of_mongodb_is_told_without_its_password(uri: str, words: str) -> None:
    with pytest.raises(AddressError) as caught:
        addresses.check_mongodb(uri)
    assert words in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("uri", "database"),
    [
        ("mongodb://host/news", "news"),
        ("mongodb://host:1,other:2/news?replicaSet=rs0", "news"),
        ("mongodb://u:p%2F@host/news", "news"),
        ("mongodb+srv://host/news", "news"),
        ("mongodb://host/news.articles", "news"),
        ("mongodb://host/n%C3%A9ws", "néws"),
        ("mongodb://host", ""),
        ("mongodb://host/", ""),
        ("mongodb://host/?replicaSet=rs0", ""),
        ("mongodb://host?replicaSet=rs0", ""),
    ],
)
def test_the_database_of_an_address(uri: str, database: str) -> None:
    addresses.check_mongodb(uri)
    assert addresses.mongodb_database(uri) == database


def settings_with(read: str = "DATABASES['sync']['NAME']", **environ: str) -> subprocess.CompletedProcess[str]:
    """What a process of the site says of a setting, usually of its database."""
    code = f"import django; django.setup(); from django.conf import settings; print(settings.{read})"
    kept = {name: value for name, value in os.environ.items() if name != "MONGODB_DATABASE"}
    env = {**kept, "PYTHONPATH": str(ROOT / "site"), "DJANGO_SETTINGS_MODULE": "config.settings.dev", **environ}
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("environ", "database"),
    [
        ({"MONGODB_URI": "mongodb://127.0.0.1:1/news"}, "news"),
        ({"MONGODB_URI": "mongodb://127.0.0.1:1/news", "MONGODB_DATABASE": "other"}, "other"),
        ({"MONGODB_URI": "mongodb://127.0.0.1:1/"}, "broadsheet"),
    ],
)
def test_the_database_of_the_address_counts_unless_another_is_named(environ: dict[str, str], database: str) -> None:
    assert settings_with(**environ).stdout.strip() == database


@pytest.mark.parametrize(
    "environ",
    [
        {"MONGODB_URI": f"u:{SECRET}@host/db"},
        {"MONGODB_URI": f"mongodb://u:a/{SECRET}@host/db"},
        {"ELASTICSEARCH_URL": f"elastic:{SECRET}@127.0.0.1:1"},
        {"ELASTICSEARCH_URL": f"https://elastic:{SECRET}@127.0.0.1:1", "ELASTICSEARCH_API_KEY": SECRET},
        {"ELASTICSEARCH_API_KEY": SECRET, "ELASTICSEARCH_CA_FILE": "/no/such/file"},
    ],
)
def test_a_process_of_the_site_keeps_the_password_to_itself(environ: dict[str, str]) -> None:
    ended = settings_with(**environ)
    assert ended.returncode
    assert "ImproperlyConfigured" in ended.stderr
    assert SECRET not in ended.stderr + ended.stdout


@pytest.mark.parametrize(
    ("given", "of_pages", "default"),
    [
        ({"ELASTICSEARCH_API_KEY": "reads", "ELASTICSEARCH_WRITER_API_KEY": "writes"}, "reads", "writes"),
        ({"ELASTICSEARCH_API_KEY": "reads"}, "reads", "reads"),
        ({"ELASTICSEARCH_WRITER_API_KEY": "writes"}, "writes", "writes"),
    ],
)
def test_pages_have_the_key_that_reads_and_commands_the_one_that_writes(
    given: dict[str, str], of_pages: str, default: str
) -> None:
    read = "ELASTICSEARCH_DSL['page']['api_key'], settings.ELASTICSEARCH_DSL['default']['api_key']"
    assert settings_with(read, **given).stdout.split() == [of_pages, default]
