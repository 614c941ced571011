"""What the web server calls."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
# A frozen MongoDB must not hang a reader: only the web process gives its database calls a deadline.
os.environ.setdefault("MONGODB_TIMEOUT_MS", "1500")

application = get_wsgi_application()
# Every view and its client is imported now: the first reader, or the first probe, should not wait for it.
import_module("config.urls")
