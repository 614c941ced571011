"""The WSGI application that gunicorn serves, with what its worker asks about bodies."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
# A MongoDB that hangs must not hang the page: only the web process puts a deadline on its database calls.
os.environ.setdefault("MONGODB_TIMEOUT_MS", "1500")

import_module("config.watching.tracing").start("broadsheet-web")
application = get_wsgi_application()
# Import every view and its client now, so that the first request need not wait for them.
import_module("config.urls")
# The web server asks it before it takes a body (services/web/worker.py).
vars(application)["body_limit"] = import_module("catalog.middleware.bodies").limit_of
vars(application)["refused"] = import_module("search.operations.observe").refused
vars(application)["public"] = getattr(settings, "PUBLIC", None)
