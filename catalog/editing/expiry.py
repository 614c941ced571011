"""Former versions go by themselves after settings.HISTORY_KEEP_DAYS: MongoDB removes them."""

from django.conf import settings

from catalog.history_models import FormerVersion
from catalog.models import collection_of

INDEX = "history_expires"
DAY_SECONDS = 24 * 3600
MOST_SECONDS = 2**31 - 1  # MongoDB's limit, 68 years
FIELD = "kept_at"


def apply_setting() -> None:
    """Make, change or drop the index that has MongoDB remove them, as the setting says. 0 days: for ever."""
    former = collection_of(FormerVersion)
    seconds = min(settings.HISTORY_KEEP_DAYS * DAY_SECONDS, MOST_SECONDS)
    present = former.index_information().get(INDEX, {}).get("expireAfterSeconds")
    if present == (seconds or None):
        return
    if not seconds:
        former.drop_index(INDEX)
    elif present is None:
        former.create_index(FIELD, name=INDEX, expireAfterSeconds=seconds)
    else:
        index = {"name": INDEX, "expireAfterSeconds": seconds}
        former.database.command("collMod", former.name, index=index)
