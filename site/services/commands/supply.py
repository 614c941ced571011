"""`audit`, `licences`, `sbom`: what the site depends on, and what is known of it.

`audit` asks the databases of known vulnerabilities, and says so when one cannot be reached: silence would look like
"none". `licences` writes docs/licences.md, `sbom` two files of CycloneDX under .services/sbom.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from services import paths
from services.processes.stopping import Stopping
from services.progress import Progress
from services.setup import licences, stylesheet, supply, tools

FOUND, UNKNOWN = 1, 2
BASE = paths.ROOT / "requirements" / "base.txt"
SBOM = paths.ROOT / ".services" / "sbom"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Exit codes of audit: 1 when something is known, 2 when a database could not be asked."


def main(options: argparse.Namespace, progress: Progress, _stopping: Stopping) -> int:
    programs = supply.environment(progress)
    actions: dict[str, Callable[[Path, Progress], int]] = {"audit": audit, "licences": write_licences, "sbom": sbom}
    return actions[options.command](programs, progress)


def output_of(command: Sequence[str], cwd: Path) -> tuple[str, str]:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    return done.stdout, done.stderr


def parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return {}


def audit(programs: Path, progress: Progress) -> int:
    """Return 0 when every package of both lists was looked up and none is known to be vulnerable."""
    pip = [str(programs / "pip-audit"), "--require-hashes", "--disable-pip", "--format", "json", "-r", str(BASE)]
    npm = [tools.require(tools.NPM), "audit", "--json"]
    with progress.waiting("The databases are being asked"):
        reports = {
            "Python": of_pip(*output_of(pip, paths.ROOT)),
            "npm": of_npm(*output_of(npm, stylesheet.SOURCE)),
        }
    code = 0
    for name, (worst, lines) in reports.items():
        code = FOUND if FOUND in {code, worst} else max(code, worst)
        for line in lines:
            print(f"{name}: {line}", flush=True)
    return code


def of_pip(out: str, err: str) -> tuple[int, list[str]]:
    """Read pip-audit's report. What it skips, because its database has no answer, it does not call a failure."""
    packages = parsed(out).get("dependencies", [])
    if not packages:
        return UNKNOWN, [not_asked(err)]
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    found = [f"{each['name']} {each['version']}: {known['id']}" for each in packages for known in each.get("vulns", [])]
    lines = found or ([] if skipped else [f"{len(packages)} packages, none known to be vulnerable."])
    if skipped:
        lines.append(f"NOT audited, the database has no answer: {len(skipped)} of {len(packages)} packages.")
    return FOUND if found else UNKNOWN if skipped else 0, lines


def of_npm(out: str, err: str) -> tuple[int, list[str]]:
    report = parsed(out)
    if "vulnerabilities" not in report:
        return UNKNOWN, [not_asked(err)]
    found = [f"{name}: {each['severity']}" for name, each in report["vulnerabilities"].items()]
    return (FOUND, found) if found else (0, ["none known to be vulnerable."])


def not_asked(err: str) -> str:
    return f"NOT audited, the database could not be asked. {last_of(err)}".strip()


def last_of(err: str) -> str:
    """Return the end of what a program says, which names what it could not do."""
    said = [line for line in err.splitlines() if line.strip() and "log of this run" not in line]
    return said[-1].strip()[:200] if said else ""


def write_licences(programs: Path, progress: Progress) -> int:
    command = [str(programs / "pip-licenses"), "--python", sys.executable]
    command += ["--from=mixed", "--with-system", "--format=json"]
    with progress.waiting("Licences are being read"):
        out, err = output_of(command, paths.ROOT)
    if not parsed(out):
        progress.report(f"pip-licenses has written none: {last_of(err)}")
        return UNKNOWN
    licences.DOCUMENT.write_text(licences.document(list(of_pip_licenses(out))), encoding="utf-8")
    progress.report(f"{licences.DOCUMENT.relative_to(paths.ROOT)} is written.")
    return 0


def of_pip_licenses(out: str) -> Iterator[tuple[str, str]]:
    for each in parsed(out):
        yield each["Name"], each["License"]


def sbom(programs: Path, progress: Progress) -> int:
    """Write what the site runs on, and what builds its stylesheet and scripts."""
    SBOM.mkdir(parents=True, exist_ok=True)
    python, npm = SBOM / "python.cdx.json", SBOM / "npm.cdx.json"
    with progress.waiting("The bills of materials are being written") as tick:
        command = [str(programs / "cyclonedx-py"), "requirements", str(BASE), "--output-file", str(python)]
        tools.run(command, what="Writing that of Python", cwd=paths.ROOT, tick=tick)
    words = ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only", "--omit", "optional"]
    out, err = output_of([tools.require(tools.NPM), *words], stylesheet.SOURCE)
    if not parsed(out):
        progress.report(f"npm has written none: {last_of(err)}")
        return UNKNOWN
    npm.write_text(out, encoding="utf-8")
    progress.report(f"{python} and {npm} are written.")
    return 0
