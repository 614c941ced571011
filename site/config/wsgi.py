"""What the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
# A frozen MongoDB must not hang a reader: only the web process gives its database calls a deadline.
os.environ.setdefault("MONGODB_TIMEOUT_MS", "1500")

application = get_wsgi_application()
