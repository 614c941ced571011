"""The list of licences in docs/licences.md: of Python's packages as installed, of npm's as locked, of the servers."""

import json
import re
from collections.abc import Iterable, Iterator

from services import paths
from services.setup.stylesheet import SOURCE

DOCUMENT = paths.ROOT / "docs" / "licences.md"
PIN = re.compile(r"^([\w.-]+)==", re.MULTILINE)
# Of packages that say nothing which a program could read.
STATED = {"axe-playwright-python": "MIT; axe-core in it: MPL-2.0"}
# The site speaks to these, and nothing of them is in this repository. Who passes them on, or offers them as a service,
# reads their licences first.
PROGRAMS = {
    "Elasticsearch, Kibana": "Elastic License 2.0",
    "MongoDB": "SSPL 1.0",
    "OpenJDK (Temurin)": "GPL 2.0 with the Classpath Exception",
    "Caddy": "Apache 2.0",
    "Prometheus": "Apache 2.0",
    "Grafana": "AGPL 3.0",
    "Chromium, Firefox (tests)": "BSD 3-Clause and others; MPL 2.0",
}
HEAD = """# Licences

Made by `make licences`; a test compares the names with what is pinned. The site itself is under the MIT licence
([LICENSE](../LICENSE)).
"""


def key(name: str) -> str:
    """Return a package's name as the registry compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(name: str) -> set[str]:
    text = (paths.ROOT / "requirements" / name).read_text(encoding="utf-8")
    return {key(each) for each in PIN.findall(text)}


def npm_packages() -> dict[str, str]:
    """Return the licence of each package of the lock file."""
    packages = json.loads((SOURCE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {path.rpartition("node_modules/")[2]: each["license"] for path, each in packages.items() if path}


def table(head: str, rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield from ("", f"| {head} |", "| --- " * (head.count("|") + 1) + "|")
    yield from (f"| {' | '.join(row)} |" for row in sorted(rows, key=lambda row: row[0].lower()))


def document(installed: Iterable[tuple[str, str]]) -> str:
    """Return the document for installed packages of Python, each with its licence."""
    base, otel = pinned("base.txt"), pinned("otel.txt")
    users = [(base, "the site"), (otel, "traces"), (pinned("dev.txt"), "tests")]
    python = [
        (name, STATED.get(key(name), licence), next(use for names, use in users if key(name) in names))
        for name, licence in installed
        if any(key(name) in names for names, _ in users)
    ]
    lines = [HEAD, "## Python", *table("package | licence | for", python)]
    about = "They build the stylesheet and the scripts, or check them; Tailwind's own rules are in the stylesheet."
    lines += ["", "## npm", "", about]
    lines += [*table("package | licence", npm_packages().items()), "", "## Servers and programs"]
    return "\n".join([*lines, *table("program | licence", PROGRAMS.items()), ""])
