"""A re-sync that is killed: at whatever point, what it leaves behind is cleaned up."""

from collections.abc import Callable
from threading import Event

import pytest

from catalog.background.lease import Lease
from catalog.models import Article
from catalog.tests.factories import make_article, make_articles
from search.index import alias_name, client, live_index
from search.sync.follow import checkpoints
from search.sync.lease import RESYNC
from search.sync.rebuild import aliases, resync, runs
from search.sync.rebuild.cleanup import clean_up
from search.sync.rebuild.resync import Resync
from search.tests.sync.working import Working, build, check, eventually, live_target, refreshes, title_of

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]


class KilledError(BaseException):
    """Not caught by any `except` in the code under test, as if the process were killed there."""


def at_batch(number: int) -> Callable[[pytest.MonkeyPatch], None]:
    """Die after this many batches of the scan."""

    def arm(monkeypatch: pytest.MonkeyPatch) -> None:
        save, saved = runs.save, []

        def dying(run: runs.Run) -> None:
            save(run)
            saved.append(1)
            if len(saved) == number:
                raise KilledError

        monkeypatch.setattr(runs, "save", dying)

    return arm


def before(module: object, name: str) -> Callable[[pytest.MonkeyPatch], None]:
    """Die instead of calling a function."""

    def arm(monkeypatch: pytest.MonkeyPatch) -> None:
        def dying(*_: object, **__: object) -> None:
            raise KilledError

        monkeypatch.setattr(module, name, dying)

    return arm


def settings_kept(_elastic: object, _index: str) -> bool:
    return False


def after(module: object, name: str) -> Callable[[pytest.MonkeyPatch], None]:
    """Die right after a function, and disable what a `finally` does, because it would not run after a kill."""

    def arm(monkeypatch: pytest.MonkeyPatch) -> None:
        real: Callable[..., object] = getattr(module, name)

        def dying(*args: object, **named: object) -> None:
            real(*args, **named)
            monkeypatch.setattr(aliases, "restore_settings", settings_kept)
            raise KilledError

        monkeypatch.setattr(module, name, dying)

    return arm


DEATHS = {
    "in the middle of the scan": at_batch(2),
    "before the comparison": before(resync, "verify"),
    "before the old index is frozen": before(aliases, "freeze"),
    "after the old index is frozen": after(aliases, "freeze"),
    "before the swap": before(aliases, "swap"),
    "right after the swap": after(aliases, "swap"),
    "before the run is deleted": before(runs, "delete"),
    "before the old index is removed": before(Resync, "retire_others"),
}


@pytest.mark.parametrize("arm", DEATHS.values(), ids=DEATHS.keys())
def test_after_a_death_at_any_point_a_worker_cleans_up(
    arm: Callable[[pytest.MonkeyPatch], None], working: Working, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers see new writes again, one index is left, and no run."""
    made = make_articles("One", "Two", "Three", "Four", "Five")
    build()
    with monkeypatch.context() as dying:
        arm(dying)
        with pytest.raises(KilledError):
            Resync(client(), Event()).run()
    assert live_index(client())
    Article.objects.filter(pk=made[0].pk).update(title="Written after the death")
    working.start()

    def seen() -> bool:
        hits = client().search(index=alias_name(), query={"match": {"title": "death"}})["hits"]["hits"]
        return [hit["_id"] for hit in hits] == [str(made[0].pk)]

    eventually(seen)
    left = {live_target().index} | {run.index for run in [runs.unfinished()] if run}
    eventually(lambda: set(aliases.own_indices(client())) == left)
    assert check().agrees


def test_a_run_that_died_is_resumed(archive: None, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    make_articles("One", "Two", "Three", "Four", "Five")
    with monkeypatch.context() as dying:
        at_batch(2)(dying)
        with pytest.raises(KilledError):
            Resync(client(), Event()).run()
    run = runs.unfinished()
    assert run is not None
    assert (run.scanned, run.total) == (4, 5)
    late = make_article(title="Late")
    assert build().index == run.index
    assert title_of(late.pk) == "Late"
    assert check().agrees


def test_a_run_that_died_after_its_swap_is_not_run_into_the_live_index(archive: None, quick: None) -> None:
    """That would freeze it and swap it with itself."""
    make_articles("One")
    live = build()
    runs.begin(runs.Run(live, checkpoints.moment_of(live)))  # type: ignore[arg-type]
    assert build().index != live.index
    assert refreshes(live_target().index) == "500ms"


def test_asked_to_stop_in_the_middle_of_the_swap_it_leaves_the_old_index_as_it_was(
    archive: None, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_articles("One")
    old, stop = build(), Event()
    freeze = aliases.freeze

    def freeze_and_stop(*args: object) -> None:
        freeze(*args)  # type: ignore[arg-type]
        stop.set()

    monkeypatch.setattr(aliases, "freeze", freeze_and_stop)
    assert Resync(client(), stop).run() is None
    assert live_index(client()) == old.index
    assert refreshes(old.index) == "500ms"


def test_while_a_re_sync_is_in_progress_nothing_of_it_is_cleaned_up(archive: None, quick: None) -> None:
    make_articles("One")
    live = build()
    filling = aliases.create_to_fill(client())
    aliases.freeze(client(), live.index)
    lease = Lease(RESYNC)
    lease.acquire()
    clean_up(client(), live.index)
    assert refreshes(live.index) == "-1"
    assert filling in aliases.own_indices(client())
    lease.release()
    clean_up(client(), live.index)
    assert refreshes(live.index) == "500ms"
    assert aliases.own_indices(client()) == [live.index]
