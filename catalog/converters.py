"""How an article's id is written in an address."""

from bson import ObjectId


class ObjectIdConverter:
    """The backend has none for Django 5.2 and raises ValidationError for a malformed id, which is a 500."""

    regex = "[0-9a-f]{24}"

    def to_python(self, value: str) -> ObjectId:
        return ObjectId(value)

    def to_url(self, value: ObjectId | str) -> str:
        return str(value)
