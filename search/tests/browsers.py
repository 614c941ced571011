"""Browsers in which somebody is signed in."""

from django.contrib.auth.models import Permission
from django.test import Client

from catalog.tests.factories import make_user


def browser_of(*codenames: str) -> Client:
    """A browser in which a member of the staff with these permissions is signed in."""
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    browser = Client()
    browser.force_login(user)
    return browser
