"""Mail, sent by a thread: a page is answered at once, and as fast when there is no such account."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import send_mail
from django.db import connections
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host
from django.template.loader import render_to_string
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone

logger = logging.getLogger(__name__)

# One thread, because mail is rare; it ends before the process does, with what it was given.
POOL = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")
ROOM = BoundedSemaphore(100)


class NoHostError(Exception):
    """ALLOWED_HOSTS lets anything pass for the name of the site, so no link may be made of it."""


def host_of(request: HttpRequest) -> str:
    """Return the host for a link in a mail: the one that was asked for, if ALLOWED_HOSTS names it.

    With "*" a stranger could have the link lead to a host of their own. Raises NoHostError.
    """
    host = request.get_host()
    name, _ = split_domain_port(host)
    if not validate_host(name, [allowed for allowed in settings.ALLOWED_HOSTS if allowed != "*"]):
        raise NoHostError
    return host


def no_host() -> None:
    logger.error("No link to reset a password is mailed while ALLOWED_HOSTS holds * and not this host")


def later(job: Callable[[], object]) -> None:
    """Do something soon, with the site's path for its links. Dropped, with a line in the log, if too much waits."""
    prefix = get_script_prefix()

    def run() -> None:
        try:
            set_script_prefix(prefix)  # each thread has its own
            job()
        except Exception as error:  # noqa: BLE001  # a thread that ends would take all mail with it
            logger.error("Mail was not sent: %s", type(error).__name__)  # noqa: TRY400  # the text may hold addresses
        finally:
            ROOM.release()
            connections.close_all()  # they belong to this thread

    if not ROOM.acquire(blocking=False):
        logger.error("Mail was not sent: too much of it waits")
        return
    POOL.submit(run)


def settle() -> None:
    """Wait until everything that was given is done."""
    POOL.submit(int).result()


def tell(request: HttpRequest, user: AbstractBaseUser, what: str) -> None:
    """Tell a user that something about the account has changed, in case it was somebody else.

    It names the site only where a link would: a stranger's host is no more to be mailed in a text.
    """
    to = getattr(user, user.get_email_field_name(), "")
    if not to:
        return
    try:
        host = host_of(request)
    except NoHostError:
        host = ""
    about: dict[str, Any] = {"user": user, "what": what, "at": timezone.now(), "host": host}
    text = render_to_string("accounts/mail/changed.txt", about)
    later(lambda: send_mail(f"{what} – Broadsheet", text, None, [to]))
