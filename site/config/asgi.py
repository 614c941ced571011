"""The ASGI application, for an asynchronous server."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
os.environ.setdefault("MONGODB_TIMEOUT_MS", "1500")  # see wsgi.py

application = get_asgi_application()
