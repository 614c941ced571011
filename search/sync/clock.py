"""MongoDB's logical clock (clusterTime), by which everything is ordered; the wall clocks of two machines disagree."""

from collections.abc import Mapping
from typing import Any

from bson import Timestamp
from pymongo import MongoClient
from pymongo.errors import OperationFailure

UNAUTHORIZED = 13


def version_of(moment: Timestamp) -> int:
    """Return a moment as an Elasticsearch external version, a positive 64-bit number that grows with time.

    The seconds are the upper half, so the sign bit stays clear until 2038.
    """
    return (moment.time << 32) | moment.inc


def moment_of(token: Mapping[str, Any]) -> Timestamp:
    """Return the moment up to which a change stream with this resume token has been read.

    A token is a KeyString whose first field is the clusterTime: 82, four bytes of seconds, four of the counter. The
    operationTime of the same answer would be too late: it includes what was committed while the answer was written.
    """
    data = str(token["_data"])
    return Timestamp(int(data[2:10], 16), int(data[10:18], 16))


def now(mongo: MongoClient[dict[str, Any]]) -> Timestamp:
    """Return the operationTime of the replica set: everything committed before has a smaller clusterTime."""
    answer = mongo.admin.command("ping")
    moment: Timestamp = answer["operationTime"]
    return moment


def oplog_start(mongo: MongoClient[dict[str, Any]]) -> Timestamp | None:
    """Return the moment of the oldest oplog entry; None where the account may not read the oplog."""
    try:
        row = mongo["local"]["oplog.rs"].find_one({}, {"ts": 1}, sort=[("$natural", 1)])
    except OperationFailure as error:
        if error.code != UNAUTHORIZED:
            raise
        return None
    return row["ts"] if row else None


def seconds_between(earlier: Timestamp, later: Timestamp) -> int:
    return max(0, later.time - earlier.time)
