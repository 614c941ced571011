"""For who has lost the app and the recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from accounts import factor
from audit import trail
from audit.models import Action
from config import sign_ins


class Command(BaseCommand):
    help = (
        "Remove the second factor of a user, with its recovery codes, and end the user's sign-ins. Make sure first "
        "that it is this person who asks. It is written into the trail."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="USERNAME")

    def handle(self, *, username: str, **_options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user “{username}”.")
        if not factor.remove(user):
            raise CommandError(f"“{username}” has no second factor.")
        sign_ins.end_all(user)
        trail.record(Action.FACTOR_REMOVED, username="manage.py", thing=trail.thing_of(user))
        self.stdout.write(f"“{username}” signs in with the password alone now, until a new one is set up.")
