"""What is told of a wrong password, key or certificate, and that no password is told."""

from contextlib import suppress
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from services.errors import SetupError
from services.processes import waiting
from services.security.first_secrets import MONGODB_URI
from services.security.mongodb import user_of
from services.servers import external, variables
from services.tests.security.conftest import Site, secure_servers
from services.tests.security.secured import Secured

# The first test of the room waits for two servers and a site, on a machine that runs other tests.
pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]


def with_password(address: str, password: str) -> str:
    return address.replace(user_of(address)[1] or address.partition("@")[0].rpartition(":")[2], password)


def told(check: Any, address: str) -> str:
    with pytest.raises(SetupError) as caught:
        check(address)
    assert "wr0ng" not in str(caught.value)
    return str(caught.value)


def test_a_wrong_password_is_told_without_it(servers: Secured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELASTICSEARCH_CA_FILE", str(servers.authority))
    url = servers.elasticsearch.url
    text = told(external.check_elasticsearch, url.replace("://", "://operator:wr0ng@"))
    assert "Elasticsearch at 127.0.0.1 refuses its user or password (401)" in text
    assert "wants a user and a password" in told(external.check_elasticsearch, url)
    monkeypatch.setenv(variables.API_KEY, "wr0ng")
    assert "refuses its API key (401)" in told(external.check_elasticsearch, url)
    uri = servers.read(MONGODB_URI)
    text = told(external.check_mongodb, with_password(uri, "wr0ng"))
    assert f"MongoDB at {servers.mongodb.address} refuses its user or password" in text


def test_an_untrusted_certificate_is_told(servers: Secured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(external, "ASK_SECONDS", 2.0)
    monkeypatch.delenv("ELASTICSEARCH_CA_FILE", raising=False)
    assert "Its certificate is not trusted" in told(external.check_elasticsearch, servers.elasticsearch.url)
    uri = servers.read(MONGODB_URI).replace(f"&tlsCAFile={servers.authority}", "")
    assert "is not trusted" in told(external.check_mongodb, uri)


def test_a_program_with_a_wrong_password_ends_with_that_sentence(site: Site) -> None:
    uri = with_password(site.servers.read("web/mongodb-uri"), "wr0ng")
    done = site.run("web", "-m", "services", "prepare", MONGODB_URI=uri)
    assert done.returncode == 1
    assert "refuses its user or password" in done.stderr
    assert "Traceback" not in done.stderr
    assert "wr0ng" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("mistake", "sentence"),
    [
        ({"ELASTICSEARCH_API_KEY": "wr0ng"}, "Elasticsearch refuses the site's user, password or key"),
        ({"ELASTICSEARCH_CA_FILE": ""}, "The certificate of Elasticsearch is not trusted"),
    ],
)
def test_the_probe_tells_what_is_wrong_with_the_credentials(site: Site, mistake: dict[str, str], sentence: str) -> None:
    ask = "from search.operations import readiness; print(*readiness.ask().problems)"
    done = site.run("web", "manage.py", "shell", "--command", ask, **mistake)
    assert sentence in done.stdout
    assert "wr0ng" not in done.stdout + done.stderr


def test_the_second_time_keeps_keys_and_passwords(site: Site) -> None:
    folder = site.servers.folder.path
    before = {file: file.read_text() for file in folder.rglob("*") if file.is_file()}
    done = secure_servers(site.servers)
    assert done.returncode == 0, done.stderr
    assert {file: file.read_text() for file in before} == before
    assert site.get_json("/readyz")["status"] == "ok"


def test_only_we_may_read_the_folder(servers: Secured) -> None:
    files = [file for file in servers.folder.path.rglob("*") if file.is_file()]
    assert len(files) > 10
    assert {file.stat().st_mode & 0o077 for file in files} == {0}


def test_no_password_is_in_any_log(site: Site) -> None:
    secrets = site.servers.secrets()
    assert len(secrets) == 8
    assert min(map(len, secrets)) > 40
    with suppress(HTTPError):  # a line of the web server's, which may have had nothing to say
        urlopen(f"{site.address}/nothing-here/", timeout=10)
    assert waiting.until(lambda: bool(site.log("web")), timeout=10)
    logs = [site.log("web"), site.log("sync")]
    logs += [server.log.read_text() for server in (site.servers.mongodb, site.servers.elasticsearch)]
    assert all(logs)
    assert [secret for secret in secrets for log in logs if secret in log] == []


def test_the_web_server_does_not_keep_a_key_that_writes(site: Site) -> None:
    """Not even one that it is started with, as `make run` is when a machine does everything."""
    family = [site.web, *site.web.children(recursive=True)]
    assert len(family) == 3
    for process in family:
        names = process.environ().keys()
        assert "ELASTICSEARCH_API_KEY_FILE" in names
        assert variables.WRITER_API_KEY not in names
