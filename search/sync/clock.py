"""Time as MongoDB counts it.

Order never comes from a wall clock: the clocks of two machines disagree, clusterTime does not.
"""

from bson import Timestamp
from pymongo import MongoClient


def version_of(moment: Timestamp) -> int:
    """Return a moment as an Elasticsearch external version: 64 bits, later is larger.

    The seconds stand in the upper half, so the sign bit stays clear until 2038.
    """
    return (moment.time << 32) | moment.inc


def now(mongo: MongoClient[dict[str, object]]) -> Timestamp:
    """Return the operationTime of the replica set: everything committed before it has a smaller one."""
    answer = mongo.admin.command("ping")
    moment: Timestamp = answer["operationTime"]
    return moment


def seconds_between(earlier: Timestamp, later: Timestamp) -> int:
    return max(0, later.time - earlier.time)
