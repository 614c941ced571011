"""Counts, by day, what was searched for and not found, for the editors who can do something about it.

Kept are a day, a text and a number, for 90 days (a TTL index, see the migrations). Nothing tells who searched, nor
when in the day: not even the key of a row, which is made of day and text, for MongoDB's own keys hold the time.
"""

import logging
import re
import unicodedata
from datetime import UTC, date, datetime, time
from hashlib import blake2b
from typing import Any

import pymongo
from bson import ObjectId
from django.db import connections
from pymongo.collection import Collection

from search.breaker import Breaker
from search.models import ZeroResultSearch
from search.text import WORD, clean

logger = logging.getLogger(__name__)

SECONDS = 0.25
# A reader waits while it is written, so after one failure nobody does for a while.
breaker = Breaker(limit=1)

FEWEST_LETTERS = 3
MOST_CHARACTERS = 100
# Whoever floods the site with made-up words fills no more than this.
MOST_TEXTS_A_DAY = 5_000
# A telephone number, an account, a card: seven digits, whatever stands between them that is no letter. Commas are
# for sums of money.
MANY_DIGITS = re.compile(r"\d(?:(?:[^\w,]|_)*\d){6}")


def record(query: str) -> None:
    """Count a search of today that found nothing. Never raises, and gives up after a quarter of a second."""
    text = countable(query)
    if text is None or not breaker.allows():
        return
    try:
        with pymongo.timeout(SECONDS):
            count(text, datetime.now(UTC).date())
    except Exception as error:  # noqa: BLE001  # whatever it is: no reader's page is to fail for want of a count
        breaker.failed()
        logger.warning("A search that found nothing was not counted: %s", type(error).__name__)
    else:
        breaker.succeeded()


def countable(query: str) -> str | None:
    """Return the text under which a search is counted; None when it says nothing, or perhaps too much."""
    text = unicodedata.normalize("NFC", clean(query).casefold()).strip()
    enough = sum(char.isalnum() for char in text) >= FEWEST_LETTERS and WORD.search(text)
    return text if enough and len(text) <= MOST_CHARACTERS and not personal(text) else None


def personal(text: str) -> bool:
    """Say whether a text looks like an address or a number that belongs to somebody."""
    plain = unicodedata.normalize("NFKC", text)  # "＠" is "@" to whoever reads it
    return "@" in plain or bool(MANY_DIGITS.search(plain))


def count(text: str, day: date) -> None:
    """Count one more, in one atomic step; a new text only while the day has room for it."""
    stored = collection()
    midnight = datetime.combine(day, time.min)  # how the ORM keeps a date
    row = {"day": midnight, "text": text}
    more = {"$inc": {"count": 1}}
    if stored.update_one(row, more).matched_count:
        return
    if stored.count_documents({"day": midnight}, limit=MOST_TEXTS_A_DAY) < MOST_TEXTS_A_DAY:
        # By its key: of two that come at once, MongoDB lets the second count up what the first has made.
        stored.update_one({"_id": key_of(day, text)}, {**more, "$setOnInsert": row}, upsert=True)


def key_of(day: date, text: str) -> ObjectId:
    return ObjectId(blake2b(f"{day:%Y-%m-%d} {text}".encode(), digest_size=12).digest())


def collection() -> Collection[dict[str, Any]]:
    connection: Any = connections["default"]
    connection.ensure_connection()
    stored: Collection[dict[str, Any]] = connection.database[ZeroResultSearch._meta.db_table]  # noqa: SLF001
    return stored
