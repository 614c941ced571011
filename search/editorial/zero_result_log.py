"""The log of searches without results, counted by day and text for the editors.

A row holds a day, a text and a count, and lives for 90 days (a TTL index, see the migrations). Nothing identifies the
reader or the time of day. Even the key of a row is derived from its day and text, since MongoDB's own keys contain the
time.
"""

import logging
import re
import unicodedata
from datetime import UTC, date, datetime, time
from hashlib import blake2b

import pymongo
from bson import ObjectId

from catalog.models import collection_of
from search.engines.limits.breaker import Breaker
from search.models import ZeroResultSearch
from search.query.normalise import WORD, clean

logger = logging.getLogger(__name__)

SECONDS = 0.25
# A reader waits for the write, so after one failure it is not tried again for a while.
breaker = Breaker(limit=1)

FEWEST_LETTERS = 3
MOST_CHARACTERS = 100
# A flood of made-up words stores no more rows than this.
MOST_TEXTS_A_DAY = 5_000
# The number of a telephone, an account or a card: seven digits with anything between them except letters and commas.
# Commas are left to sums of money.
MANY_DIGITS = re.compile(r"\d(?:(?:[^\w,]|_)*\d){6}")


def record(query: str) -> None:
    """Count a search without results for today. Never raises, and gives up after a quarter of a second."""
    text = countable(query)
    if text is None or not breaker.allows():
        return
    try:
        with pymongo.timeout(SECONDS):
            count(text, datetime.now(UTC).date())
    except Exception as error:  # noqa: BLE001  # no reader's page may fail because of a count
        breaker.failed()
        logger.warning("A search without results was not counted: %s", type(error).__name__)
    else:
        breaker.succeeded()


def countable(query: str) -> str | None:
    """Return the text under which a search is counted, or None if it is too short, too long or looks personal."""
    text = unicodedata.normalize("NFC", clean(query).casefold()).strip()
    enough = sum(char.isalnum() for char in text) >= FEWEST_LETTERS and WORD.search(text)
    return text if enough and len(text) <= MOST_CHARACTERS and not personal(text) else None


def personal(text: str) -> bool:
    """Return whether a text looks like an e-mail address or a number that belongs to a person."""
    plain = unicodedata.normalize("NFKC", text)  # "＠" reads as "@"
    return "@" in plain or bool(MANY_DIGITS.search(plain))


def count(text: str, day: date) -> None:
    """Add one to a text's count in one atomic step. A new text is added only while the day has room for it."""
    searches = collection_of(ZeroResultSearch)
    midnight = datetime.combine(day, time.min)  # how the ORM stores a date
    row = {"day": midnight, "text": text}
    increment = {"$inc": {"count": 1}}
    if searches.update_one(row, increment).matched_count:
        return
    if searches.count_documents({"day": midnight}, limit=MOST_TEXTS_A_DAY) < MOST_TEXTS_A_DAY:
        # By key: if two processes add the same text at once, MongoDB makes the second one increment the first's row.
        searches.update_one({"_id": key_of(day, text)}, {**increment, "$setOnInsert": row}, upsert=True)


def key_of(day: date, text: str) -> ObjectId:
    return ObjectId(blake2b(f"{day:%Y-%m-%d} {text}".encode(), digest_size=12).digest())
