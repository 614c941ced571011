"""EmptySearch is now ZeroResultSearch. Its collection stays, and whoever had permissions on it keeps them."""

from django.db import migrations

OLD, NEW = "emptysearch", "zeroresultsearch"
LABELS = {OLD: "search that found nothing", NEW: "search without results"}


def rename_permissions(apps, schema_editor, old, new):
    """Rename the codenames. Django renames the content type, but would make new permissions that nobody has."""
    permissions = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
    for permission in permissions.filter(codename__endswith=f"_{old}", content_type__app_label="search"):
        action = permission.codename.removesuffix(f"_{old}")
        permission.codename = f"{action}_{new}"
        permission.name = f"Can {action} {LABELS[new]}"
        permission.save()


def forwards(apps, schema_editor):
    rename_permissions(apps, schema_editor, OLD, NEW)


def backwards(apps, schema_editor):
    rename_permissions(apps, schema_editor, NEW, OLD)


class Migration(migrations.Migration):
    dependencies = [("search", "0004_forget_old_searches"), ("auth", "0001_initial")]

    operations = [
        migrations.RenameModel("EmptySearch", "ZeroResultSearch"),
        migrations.AlterModelOptions(
            "ZeroResultSearch",
            {
                "ordering": ("-day", "-count", "text"),
                "verbose_name": "search without results",
                "verbose_name_plural": "searches without results",
            },
        ),
        migrations.AlterModelOptions(
            "SynonymGroup",
            {
                "ordering": ("terms",),
                "verbose_name": "synonym group",
                "verbose_name_plural": "synonym groups",
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]
