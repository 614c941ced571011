"""The URL converter of an article's id."""

from bson import ObjectId


class ObjectIdConverter:
    """An ObjectId of 24 lowercase hexadecimal digits.

    The backend has no converter for Django 5.2, and raises ValidationError (a 500) for a malformed id.
    """

    regex = "[0-9a-f]{24}"

    def to_python(self, value: str) -> ObjectId:
        return ObjectId(value)

    def to_url(self, value: ObjectId | str) -> str:
        return str(value)
