"""The dashboard and the alert rules of site/observe name only figures that there are; each alert is explained."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from bson import Timestamp
from django.test import Client
from django.urls import reverse
from prometheus_client.parser import text_string_to_metric_families

from search.operations import counters
from search.sync import status
from search.sync.follow.checkpoints import Target
from search.sync.rebuild import runs
from search.sync.rebuild.runs import Run
from search.values import Engine

ROOT = Path(__file__).resolve().parents[3]
OBSERVE = ROOT / "site/observe"
# Labels of figures are told apart from their names by the brace that follows.
NAME = re.compile(r"broadsheet_[a-z_]+")
MATCHER = re.compile(r'(\w+)=~?"([^"]*)"')
LABELS = {
    "view": {reverse("search:search"): "search:search"}.values(),
    "status": {"5xx"},
    "engine": set(Engine),
    "outcome": set(counters.OUTCOMES),
    "job": {"broadsheet"},
}


def load(name: str) -> Any:
    text = (OBSERVE / name).read_text()
    return json.loads(text) if name.endswith(".json") else yaml.safe_load(text)


def rules() -> list[dict[str, Any]]:
    return [rule for group in load("alerts.yaml")["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = load("dashboard.json")["panels"]
    return found


def expressions() -> dict[str, str]:
    of_panels = {f"{panel['title']} {each['refId']}": each["expr"] for panel in panels() for each in panel["targets"]}
    return of_panels | {rule["alert"]: rule["expr"] for rule in rules()}


@pytest.mark.servers
@pytest.mark.django_db(transaction=True, databases=["default", "sync"])
def test_every_figure_that_is_named_is_in_a_real_answer(live: Target) -> None:
    status.report(state="following", index=live.index)
    status.report_verification(10, 0)
    runs.begin(Run(live, Timestamp(1, 1)))
    Client().get("/", {"q": "war"})
    text = Client().get("/metrics").content.decode()
    there = {sample.name for family in text_string_to_metric_families(text) for sample in family.samples}
    named = {name for each in expressions().values() for name in NAME.findall(each)}
    assert len(named) > 10
    assert named <= there


@pytest.mark.parametrize("name", expressions())
def test_the_values_of_labels_exist(name: str) -> None:
    for label, values in MATCHER.findall(expressions()[name]):
        assert set(values.split("|")) <= set(LABELS[label])


def test_parentheses_and_braces_close() -> None:
    for each in expressions().values():
        assert [each.count(sign) for sign in "([{"] == [each.count(sign) for sign in ")]}"]


def test_each_alert_is_explained_and_no_other() -> None:
    text = (ROOT / "docs/operations.md").read_text()
    assert re.findall(r"^#### (\w+)$", text, re.MULTILINE) == [rule["alert"] for rule in rules()]


def test_each_figure_is_in_the_table() -> None:
    text = (ROOT / "docs/operations.md").read_text()
    for metric in counters.registry.collect():
        assert f"`{metric.name}{'_total' * (metric.type == 'counter')}`" in text


def test_each_alert_says_how_urgent_it_is_and_waits_before_it_does() -> None:
    for rule in rules():
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"].endswith(".")
        assert rule["for"]


def test_the_files_that_compose_mounts_exist_and_ports_are_this_machines() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    observing = {name: each for name, each in compose["services"].items() if "observe" in each.get("profiles", [])}
    assert set(observing) == {"prometheus", "grafana"}
    for service in observing.values():
        assert service["read_only"]
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
        assert re.search(r":v?\d+\.\d+\.\d+$", service["image"])
        for volume in service["volumes"]:
            source, _, access = volume.partition(":")
            if source.startswith("."):
                assert (ROOT / source).is_file()
                assert access.endswith(":ro")
