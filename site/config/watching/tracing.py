"""Sends traces to a collector when OpenTelemetry's own variables name one; else nothing of it is imported.

The packages are those of requirements/otel.txt. What is sent passes one gate, `DiscreetExporter`: the instrumentations
put whole addresses, and what servers said of a failed query, into their spans.
"""

import logging
import os
from collections.abc import Iterator, Mapping
from typing import Any

from config.watching.logs import CREDENTIALS

logger = logging.getLogger(__name__)

VARIABLES = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
EXCLUDED = "OTEL_PYTHON_DJANGO_EXCLUDED_URLS"
ADDRESSES = frozenset({"http.url", "http.target", "url.full", "url.path"})
TYPED = frozenset({"url.query", "db.statement", "db.query.text"})
ROUTE = "http.route"


def is_wanted() -> bool:
    disabled = os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    return not disabled and any(os.environ.get(name) for name in VARIABLES)


def start(service: str) -> None:
    """Trace this process, if that is wanted. Before the first client of MongoDB is made: it would not be traced."""
    if not is_wanted():
        return
    try:
        send_traces(service)
    except ImportError as error:
        logger.warning("No traces: %s is not installed. It is one of requirements/otel.txt.", error.name)


def send_traces(service: str) -> None:
    from opentelemetry import trace  # noqa: PLC0415  # not a dependency of the site
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.instrumentation.django import DjangoInstrumentor  # noqa: PLC0415
    from opentelemetry.instrumentation.pymongo import PymongoInstrumentor  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    from config.watching.discreet import DiscreetExporter  # noqa: PLC0415

    os.environ.setdefault("OTEL_SERVICE_NAME", service)
    os.environ.setdefault(EXCLUDED, "livez,readyz,metrics")
    provider = TracerProvider(resource=Resource.create())
    provider.add_span_processor(BatchSpanProcessor(DiscreetExporter(OTLPSpanExporter())))
    trace.set_tracer_provider(provider)
    PymongoInstrumentor().instrument()
    DjangoInstrumentor().instrument()  # Elasticsearch's client instruments itself


def discreet(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes of a span without what was typed: queries, statements, tokens in paths."""
    return dict(kept(attributes))


def kept(attributes: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    route = str(attributes.get(ROUTE, ""))
    for name, value in attributes.items():
        if name in TYPED:
            continue
        if name in ADDRESSES and isinstance(value, str):
            path = CREDENTIALS.sub("//", value).partition("?")[0]
            yield name, f"/{route}" if "token>" in route else path
        else:
            yield name, value
