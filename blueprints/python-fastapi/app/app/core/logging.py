"""Structured logs on stdout: JSON in a cluster, coloured text on a developer's machine."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from asgi_correlation_id import correlation_id

from app.core.config import Settings

# Probes and scrapes come every few seconds and would bury everything else.
QUIET_PATHS = ("/api/v1/health/", "/metrics")


def configure_logging(settings: Settings) -> None:
    """Sends structlog and the standard library's loggers through one formatter."""
    shared: list[Any] = [
        add_correlation_id,
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if settings.otel_exporter_otlp_endpoint:
        from app.core.telemetry import add_trace_id

        shared.append(add_trace_id)

    render: list[Any]
    if settings.local:
        render = [structlog.dev.ConsoleRenderer()]
    else:
        render = [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer()]

    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)

    # uvicorn brings handlers of its own.
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.propagate = True
    logging.getLogger("uvicorn.access").addFilter(is_worth_a_line)

    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def add_correlation_id(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    if request_id := correlation_id.get():
        event["correlation_id"] = request_id
    return event


def is_worth_a_line(record: logging.LogRecord) -> bool:
    # Below the path of a shared host they begin with that.
    return not any(path in record.getMessage() for path in QUIET_PATHS)
