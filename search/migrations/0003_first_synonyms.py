"""A new site begins with some synonyms. Only once: what an editor deletes does not come back."""

from django.db import migrations

from search.editorial.default_synonyms import FIRST_SYNONYMS


def add(apps, schema_editor):
    groups = apps.get_model("search", "SynonymGroup").objects.using(schema_editor.connection.alias)
    there = set(groups.values_list("terms", flat=True))
    groups.bulk_create([groups.model(terms=terms) for terms in FIRST_SYNONYMS if terms not in there])


class Migration(migrations.Migration):
    dependencies = [("search", "0002_editorial")]

    # Undone, they stay: an editor may have made them her own.
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
