"""Any category, a collection of categories, and the optional authors and source of an article.

The fields of articles change in Django's state only: MongoDB holds no schema, an article without the new fields counts
as one without values, and writing defaults would change every article of a large archive.
"""

import django_mongodb_backend.fields
from django.db import migrations, models

import catalog.validators


def register_categories(apps, schema_editor):
    """Create the categories of the articles that are there already."""
    from catalog.editing.spellings import register_stored  # the rule for keys and slugs, which this migration shares

    register_stored()


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                (
                    "id",
                    django_mongodb_backend.fields.ObjectIdAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        max_length=100,
                        validators=[catalog.validators.validate_one_line, catalog.validators.validate_visible],
                    ),
                ),
                ("key", models.CharField(editable=False, max_length=300, unique=True)),
                ("slug", models.SlugField(allow_unicode=True, max_length=110, unique=True)),
                (
                    "order",
                    models.IntegerField(
                        blank=True, help_text="Categories with a number come first, lowest first.", null=True
                    ),
                ),
                (
                    "description",
                    models.TextField(
                        blank=True, max_length=2000, validators=[catalog.validators.validate_storable]
                    ),
                ),
                (
                    "former_keys",
                    django_mongodb_backend.fields.ArrayField(
                        base_field=models.CharField(max_length=300), blank=True, default=list, editable=False
                    ),
                ),
            ],
            options={"db_table": "categories", "ordering": ("name",), "verbose_name_plural": "categories"},
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "article",
                    "category",
                    models.CharField(
                        max_length=100,
                        validators=[catalog.validators.validate_one_line, catalog.validators.validate_visible],
                    ),
                ),
                migrations.AddField(
                    "article",
                    "author",
                    django_mongodb_backend.fields.ArrayField(
                        base_field=models.CharField(
                            max_length=200,
                            validators=[catalog.validators.validate_author],
                        ),
                        blank=True,
                        default=list,
                        max_size=50,
                    ),
                ),
                migrations.AddField(
                    "article",
                    "source_url",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=2000,
                        validators=[catalog.validators.validate_source_url],
                        verbose_name="source",
                    ),
                ),
            ],
        ),
        migrations.RunPython(register_categories, migrations.RunPython.noop),
    ]
