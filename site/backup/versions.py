"""Whether this site is new enough for a backup, or newer."""

from django.db.migrations.loader import MigrationLoader

from backup.container import Header
from backup.errors import RestoreError


def known_migrations() -> set[str]:
    loader = MigrationLoader(None)  # what is in the code, whatever the database says
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return {f"{app}.{name}" for app, name in {*loader.disk_migrations, *replaced}}


def refuse_newer(header: Header) -> None:
    """Raise RestoreError when the backup's database has changes that this site does not know."""
    if unknown := sorted(set(header.migrations) - known_migrations()):
        raise RestoreError(
            f"The backup was made by Broadsheet {header.site_version}, which is newer than this site: it has the "
            f"migrations {', '.join(unknown)}. Update the site first. Nothing was restored."
        )
