"""A program for test_tracing.py: a site that is traced or not, by its variables, and answers two requests."""

import django

from config.watching import tracing

tracing.start("broadsheet-test")
django.setup()

from django.test import Client  # noqa: E402  # after the start, as in config/wsgi.py

Client(raise_request_exception=False).get("/", {"q": "hunter2"})
Client(raise_request_exception=False).get("/accounts/reset/MQ/hunter2-token/")
if tracing.is_wanted():
    from opentelemetry import trace

    trace.get_tracer_provider().force_flush()  # type: ignore[attr-defined]  # the SDK's
else:
    import sys

    assert not [name for name in sys.modules if name.startswith("opentelemetry.sdk")]
