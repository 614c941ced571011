"""Clients with a signed-in user."""

from django.contrib.auth.models import Permission
from django.test import Client

from catalog.tests.factories import make_user


def browser_of(*codenames: str) -> Client:
    """Return a client with a signed-in member of staff who has these permissions."""
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    browser = Client()
    browser.force_login(user)
    return browser
