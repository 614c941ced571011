"""gunicorn's configuration in the tests: short deadlines, and two threads, which few clients could hold."""

from services.web import limits

limits.HEADER_SECONDS = limits.BODY_SECONDS = limits.IDLE_SECONDS = 2.0
limits.BODY_BYTES_A_SECOND = 1024

workers = 1
threads = 2
worker_class = "services.web.worker.BufferingWorker"
graceful_timeout = 5
loglevel = "warning"
