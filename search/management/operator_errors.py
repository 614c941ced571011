"""Errors of the sync as Django's commands report them: one sentence and exit code 1."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

from catalog.background.stopping import StoppedError
from search.sync.follow.apply import BrokenMappingError
from search.sync.follow.bulk import IndexGoneError
from search.sync.follow.stream import StreamLostError
from search.sync.outages import UNAVAILABLE, describe
from search.sync.rebuild.resync import ResyncFailedError


@contextmanager
def as_command_errors() -> Iterator[None]:
    """Raise CommandError in place of any error that the operator, not the code, has to deal with."""
    try:
        yield
    except UNAVAILABLE as error:
        raise CommandError(describe(error)) from error
    except IndexGoneError as error:
        raise CommandError(f"The index {error} was deleted meanwhile; run this command again.") from error
    except StoppedError as error:
        raise CommandError("Stopped.") from error
    except (BrokenMappingError, ResyncFailedError, StreamLostError) as error:
        raise CommandError(str(error)) from error
