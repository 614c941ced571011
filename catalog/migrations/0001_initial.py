"""The collection of articles, made by hand because Django's CreateModel knows no collation.

With strength 2, MongoDB sorts and compares as a reader does, ignoring case and accents ("apple" before "Banana",
"Émigré" among the Es), and does so from the indexes. A collation can only be given when a collection is made; the
indexes then take it over.
"""

import django.utils.timezone
import django_mongodb_backend.fields
from django.core.validators import MaxLengthValidator
from django.db import migrations, models

import catalog.validators

COLLECTION = "articles"
COLLATION = {"locale": "en", "strength": 2}


def create_collection(apps, schema_editor):
    database = schema_editor.connection.database
    # Somebody may have loaded articles before the first migration. They stay, sorted by their bytes.
    if COLLECTION not in database.list_collection_names():
        database.create_collection(COLLECTION, collation=COLLATION)


def drop_collection(apps, schema_editor):
    schema_editor.connection.database.drop_collection(COLLECTION)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunPython(create_collection, drop_collection),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Article",
                    fields=[
                        (
                            "id",
                            django_mongodb_backend.fields.ObjectIdAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "title",
                            models.CharField(
                                max_length=300,
                                validators=[
                                    catalog.validators.validate_one_line,
                                    catalog.validators.validate_visible,
                                ],
                            ),
                        ),
                        (
                            "content",
                            models.TextField(
                                validators=[
                                    MaxLengthValidator(200_000),
                                    catalog.validators.validate_storable,
                                    catalog.validators.validate_visible,
                                ]
                            ),
                        ),
                        ("category", models.CharField(max_length=20)),
                        (
                            "published_at",
                            models.DateTimeField(
                                blank=True,
                                null=True,
                                validators=[catalog.validators.validate_date],
                                verbose_name="published",
                            ),
                        ),
                        (
                            "updated_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="last changed"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={"db_table": COLLECTION, "ordering": ("title", "pk")},
                ),
            ],
        ),
        migrations.AddIndex("article", models.Index(fields=["title", "id"], name="title_id")),
        migrations.AddIndex(
            "article", models.Index(fields=["category", "title", "id"], name="category_title_id")
        ),
        migrations.AddIndex("article", models.Index(fields=["-published_at"], name="newest")),
    ]
