"""What compose.yaml promises of every container. No engine is needed: the file is read as Compose would."""

import re
import shlex
from typing import Any

import pytest
import yaml

from services import cli, paths
from services.security.folder import owners_of

COMPOSE: dict[str, Any] = yaml.safe_load((paths.ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name for name, service in SERVICES.items() if service["image"] == "broadsheet"}
SECRETS = "/run/broadsheet"
# Who may have more than nothing, and why.
CAPABILITIES = {
    "secrets": {"CHOWN"},  # gives each program its own files
    "secure": {"CHOWN"},
    "proxy": {"NET_BIND_SERVICE"},  # ports 80 and 443
}
MAY_HOLD_A_SECRET = re.compile("PASSWORD|SECRET|TOKEN|KEY|URI|URL|HOSTS|CREDENTIAL")

each = pytest.mark.parametrize("name", SERVICES)


def environment_of(name: str) -> dict[str, str]:
    found: dict[str, str] = SERVICES[name].get("environment", {})
    return found


def mounts(name: str) -> dict[str, str]:
    """The volumes of a service and files of the checkout, by where they are in the container."""
    parts = [volume.split(":") for volume in SERVICES[name].get("volumes", [])]
    return {part[1]: part[0] for part in parts}


@each
def test_it_can_change_nothing_and_gains_no_right(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert set(service.get("cap_add", [])) == CAPABILITIES.get(name, set())
    assert "no-new-privileges:true" in service["security_opt"]
    assert not {"privileged", "pid", "ipc", "devices"} & service.keys()
    assert "/var/run/docker.sock" not in mounts(name).values()


@each
def test_it_has_limits_of_memory_and_processes(name: str) -> None:
    assert re.fullmatch(r"\d+[mg]", SERVICES[name]["mem_limit"])
    assert 0 < SERVICES[name]["pids_limit"] <= 1024


@each
def test_its_image_is_an_exact_version(name: str) -> None:
    assert name in OURS or re.search(r":v?\d+\.\d+\.\d+$", SERVICES[name]["image"])


def test_mongodb_has_the_mends_that_it_needs() -> None:
    version = tuple(int(part) for part in SERVICES["mongo"]["image"].partition(":")[2].split("."))
    assert version >= (8, 0, 17)


@each
def test_only_the_web_server_has_a_port_unless_a_profile_is_asked_for(name: str) -> None:
    ports = SERVICES[name].get("ports", [])
    if "profiles" not in SERVICES[name]:
        assert bool(ports) == (name == "web")
    if name != "proxy":
        assert all(str(port).startswith("127.0.0.1:") for port in ports)


@each
def test_no_secret_is_in_a_value(name: str) -> None:
    for variable, value in environment_of(name).items():
        if MAY_HOLD_A_SECRET.search(variable) and not variable.endswith("_FILE"):
            assert re.fullmatch(r"\$\{\w+:-[\w.,-]*\}|https?://[\w.]+:\d+", value) or variable.endswith("CAAUTHORITIES")
    words = [str(word) for key in ("command", "entrypoint") for word in SERVICES[name].get(key, [])]
    assert [word for word in words if re.search(r"://[^/]*@|password=", word, re.IGNORECASE)] == []


@each
def test_each_file_that_it_is_told_of_is_mounted(name: str) -> None:
    told = [value for variable, value in environment_of(name).items() if variable.endswith(("_FILE", "AUTHORITIES"))]
    told += re.findall(rf"{SECRETS}/\w+", " ".join(str(word) for word in SERVICES[name].get("command", [])))
    temporary = {each.partition(":")[0] for each in SERVICES[name].get("tmpfs", [])}
    assert [path for path in told if path.rpartition("/")[0] not in {*mounts(name), *temporary, SECRETS}] == []


@pytest.mark.parametrize("name", ["web", "sync", "imports"])
def test_commands_beside_a_program_find_the_key_that_it_made(name: str) -> None:
    assert environment_of(name)["BROADSHEET_SECRET_KEY_FILE"] == "/app/.services/secret_key"


@pytest.mark.parametrize("name", ["sync", "imports"])
def test_a_worker_is_not_given_what_only_the_web_server_uses(name: str) -> None:
    assert environment_of(name).keys().isdisjoint({"EMAIL_URL", "METRICS_TOKEN"})


@each
def test_it_has_its_own_secrets_only_and_cannot_change_them(name: str) -> None:
    volumes = [volume for volume in SERVICES[name].get("volumes", []) if volume.startswith("secret-")]
    if name in CAPABILITIES and name != "proxy":
        return
    own = {"mongo": "secret-mongodb"}.get(name, f"secret-{name}")
    assert {volume.partition(":")[0] for volume in volumes} <= {"secret-ca", own}
    assert all(volume.endswith(":ro") for volume in volumes)


def test_no_two_programs_share_a_volume() -> None:
    """Each cleans up after processes of its own numbers; and the key that signs sessions is the web server's alone."""
    used = [volume.partition(":")[0] for name in SERVICES for volume in SERVICES[name].get("volumes", [])]
    shared = {each for each in used if used.count(each) > 1 and not each.startswith("secret-")}
    assert shared == set()
    assert all(each in COMPOSE["volumes"] or each.startswith("./") for each in used)
    assert set(COMPOSE["volumes"]) <= set(used)


def test_the_servers_reach_nothing_outside_and_nobody_in_front_reaches_them() -> None:
    assert COMPOSE["networks"]["servers"]["internal"] is True
    networks = {name: set(service.get("networks", [])) for name, service in SERVICES.items()}
    for name in ("mongo", "elasticsearch", "sync", "imports"):
        assert networks[name] == {"servers"}
    assert networks["web"] == {"front", "servers"}
    for name in ("proxy", "prometheus", "grafana"):
        assert networks[name] == {"front"}
    assert SERVICES["secrets"]["network_mode"] == "none"


def test_the_web_server_has_the_key_that_reads_and_the_worker_the_one_that_writes() -> None:
    keys = {name: {each for each in environment_of(name) if "API_KEY" in each} for name in ("web", "sync", "imports")}
    assert keys == {
        "web": {"ELASTICSEARCH_API_KEY_FILE"},
        "sync": {"ELASTICSEARCH_WRITER_API_KEY_FILE"},
        "imports": set(),
    }


@pytest.mark.parametrize("name", sorted(OURS))
def test_its_command_is_one_of_ours(name: str) -> None:
    python, *words = SERVICES[name]["command"]
    assert (python, words[:2]) == ("python", ["-m", "services"])
    assert cli.parse(words[2:]).command == words[2]


def test_certificates_and_owners_are_those_of_the_services() -> None:
    options = cli.parse(SERVICES["secrets"]["command"][3:])
    for place in (options.mongodb, options.elasticsearch):
        assert place.partition(":")[0] in SERVICES
    owners = owners_of(options.owners)
    assert owners == owners_of(cli.parse(SERVICES["secure"]["command"][3:]).owners)
    assert SERVICES["mongo"]["user"] == f"{owners['mongodb'].uid}:{owners['mongodb'].gid}"
    uid = re.search(r"^USER (\d+):(\d+)$", (paths.ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert uid
    assert {(each.uid, each.gid) for name, each in owners.items() if name in OURS} == {(int(uid[1]), int(uid[2]))}


def test_the_web_server_starts_when_everybody_has_credentials() -> None:
    assert SERVICES["web"]["depends_on"]["secure"]["condition"] == "service_completed_successfully"
    for name in ("mongo", "elasticsearch"):
        assert SERVICES[name]["depends_on"]["secrets"]["condition"] == "service_completed_successfully"


def test_elasticsearch_has_a_configuration_that_it_accepts() -> None:
    """One of its own to write to; it refuses to start with one below its folder of temporary files."""
    folder = environment_of("elasticsearch")["ES_PATH_CONF"]
    assert folder in {entry.partition(":")[0] for entry in SERVICES["elasticsearch"]["tmpfs"]}
    assert not folder.startswith("/tmp")
    keys = {value for name, value in environment_of("elasticsearch").items() if ".ssl." in name}
    assert {"key.pem", "certificate.pem"} <= keys


def test_shell_commands_can_be_read() -> None:
    for service in SERVICES.values():
        for words in (service.get("entrypoint", []), service.get("healthcheck", {}).get("test", [])):
            for word in words:
                shlex.split(word.replace("$$", "$"))
