"""What can go wrong with a backup, each in one sentence for the operator."""


class BackupError(Exception):
    """The backup could not be made, or is none."""


class RestoreError(BackupError):
    """The backup was not restored; what the site held is as it was unless the sentence says otherwise."""
