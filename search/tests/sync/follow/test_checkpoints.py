"""A checkpoint belongs to one index of one replica set, and never moves back."""

import pytest
from bson import Timestamp

from search.index import client
from search.sync.follow import checkpoints
from search.sync.follow.checkpoints import Target, target_of
from search.sync.follow.stream import Mark
from search.sync.rebuild import aliases

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]

TARGET = Target("index", "uuid", "set")
EARLY = Mark({"_data": "early"}, Timestamp(5, 1))
LATE = Mark({"_data": "late"}, Timestamp(5, 2))


def test_a_checkpoint_never_moves_back(archive: None) -> None:
    checkpoints.save(TARGET, LATE)
    checkpoints.save(TARGET, EARLY)
    assert checkpoints.load(TARGET) == LATE
    assert checkpoints.moment_of(TARGET) == LATE.moment


def test_a_checkpoint_moves_forward_and_at_one_moment_to_the_later_token(archive: None) -> None:
    """The events of one transaction share their moment."""
    checkpoints.save(TARGET, EARLY)
    checkpoints.save(TARGET, LATE)
    same = Mark({"_data": "of the same transaction"}, LATE.moment)
    checkpoints.save(TARGET, same)
    assert checkpoints.load(TARGET) == same


@pytest.mark.parametrize(
    "other", [Target("index", "new", "set"), Target("index", "uuid", "other"), Target("x", "uuid", "set")]
)
def test_another_index_or_another_replica_set_has_none(other: Target, archive: None) -> None:
    checkpoints.save(TARGET, EARLY)
    assert checkpoints.load(other) is None


def test_a_recreated_index_of_the_same_name_is_another(archive: None) -> None:
    name = aliases.create_to_fill(client())
    before = target_of(client(), name)
    client().indices.delete(index=name)
    assert target_of(client(), name) is None
    client().indices.create(index=name)
    after = target_of(client(), name)
    assert before is not None
    assert after is not None
    assert (before.index, before.replica_set) == (after.index, after.replica_set)
    assert before.uuid != after.uuid
