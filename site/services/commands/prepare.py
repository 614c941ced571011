"""`prepare`: the migrations, static files and first articles that the site needs before it serves."""

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from pymongo.errors import PyMongoError

from config import addresses
from services import paths
from services.errors import SetupError
from services.processes import groups, site_processes, spawning
from services.processes.stopping import Stopping
from services.progress import Progress
from services.servers import external, variables


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--articles", help="load this file into an empty database")


def main(options: argparse.Namespace, _progress: Progress, _stopping: Stopping) -> int:
    os.environ.update(site_processes.environment_of_one(variables.from_environment()))
    prepare(articles_file(options.articles))
    return 0


def prepare(articles: Path | None) -> None:
    """Prepare in this process, with the settings and addresses of the environment."""
    os.chdir(paths.ROOT)
    sys.path.insert(0, str(paths.ROOT))
    import django  # noqa: PLC0415  # set up only when it is needed
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415  # likewise
    from django.core.management import CommandError, call_command  # noqa: PLC0415  # likewise
    from django.db import DatabaseError  # noqa: PLC0415  # likewise

    try:
        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("prepare_site", **({} if articles is None else {"articles": articles}))
    except (CommandError, ImproperlyConfigured) as error:
        raise SetupError(str(error)) from error
    except (DatabaseError, PyMongoError) as error:
        cause = error if isinstance(error, PyMongoError) else error.__cause__
        if not isinstance(cause, PyMongoError) or not external.is_about_access(cause):
            raise
        hosts = addresses.mongodb_hosts(variables.value(variables.MONGODB))
        raise SetupError(external.mongodb_sentence(cause, hosts), external.CORRECT) from None


def prepare_beside(env: Mapping[str, str], articles: Path | None) -> None:
    """Prepare in a process of its own, whose output the terminal shows; a SetupError when it fails."""
    options = [] if articles is None else ["--articles", str(articles)]
    command = [site_processes.PYTHON, "-m", "services", "prepare", *options]
    process = spawning.spawn(command, env=env, cwd=paths.ROOT)
    try:
        code = process.wait()
    except BaseException:
        groups.end(process, grace=5.0)
        raise
    if code != 0:
        raise SetupError(
            f"Preparing the database and the first articles failed (exit code {code}).",
            "The lines above say why; run it again when that is fixed.",
        )


def articles_file(name: str | None) -> Path | None:
    """The file to load, relative to the folder that make was called in; a SetupError when it is missing."""
    if not name:
        return None
    file = Path(os.environ.get("BROADSHEET_CALLED_FROM", ".")) / Path(name).expanduser()
    if not file.exists():
        raise SetupError(f"There is no file {name} to load articles from.", "Is its name right?")
    return file.resolve()
