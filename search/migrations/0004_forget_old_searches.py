"""A TTL index: MongoDB deletes searches without results after 90 days, even if nobody searches any more."""

from django.db import migrations

TABLE = "search_empty_searches"
INDEX = "gone_after_90_days"
SECONDS = 90 * 24 * 60 * 60


def add(apps, schema_editor):
    schema_editor.connection.database[TABLE].create_index("day", name=INDEX, expireAfterSeconds=SECONDS)


def remove(apps, schema_editor):
    stored = schema_editor.connection.database[TABLE]
    if INDEX in stored.index_information():
        stored.drop_index(INDEX)


class Migration(migrations.Migration):
    dependencies = [("search", "0003_first_synonyms")]

    operations = [migrations.RunPython(add, remove)]
