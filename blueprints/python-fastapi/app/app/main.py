"""Assembles the application; `app` is what uvicorn serves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from prometheus_fastapi_instrumentator import Instrumentator

from app.api.router import router
from app.core.config import PROJECT, Settings, get_settings
from app.core.logging import configure_logging

CORRELATION_HEADER = "X-Correlation-ID"

log = structlog.get_logger(__name__)


def create_app(settings: Settings) -> FastAPI:
    """Builds an application with the given settings."""
    configure_logging(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        log.info(
            "service started",
            service=settings.app_name,
            version=settings.app_version,
            environment=settings.environment,
            production=settings.production,
        )
        yield
        app.state.stop_tracing()

    app = FastAPI(
        title=PROJECT["name"],
        description=PROJECT["description"],
        version=PROJECT["version"],
        lifespan=lifespan,
        # The documentation is for developers; what is deployed does not show it.
        docs_url="/docs" if settings.local else None,
        redoc_url="/redoc" if settings.local else None,
        openapi_url="/openapi.json" if settings.local else None,
    )
    app.state.stop_tracing = lambda: None
    app.include_router(router)

    @app.get("/", include_in_schema=False)
    async def root() -> dict[str, str]:
        return {"name": settings.app_name, "version": settings.app_version}

    # The last one added is the outermost: CORS, then the correlation id, then Prometheus.
    Instrumentator(excluded_handlers=["/metrics", "/api/v1/health/.*"]).instrument(app).expose(
        app, include_in_schema=False
    )
    app.add_middleware(
        CorrelationIdMiddleware,
        header_name=CORRELATION_HEADER,
        # Callers choose their ids, so what ends up in the logs is bounded here.
        validator=lambda value: len(value) <= 64 and value.isascii() and value.isprintable(),
    )
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_methods=["*"],
        allow_headers=["*"],
        # Cookies are for named origins; with "*" any web page could use them.
        allow_credentials="*" not in settings.cors_origins,
        expose_headers=[CORRELATION_HEADER],
    )

    # Tracing wraps the middleware above and must be in place before the first call.
    if settings.otel_exporter_otlp_endpoint:
        from app.core.telemetry import start_tracing

        app.state.stop_tracing = start_tracing(app, settings)

    return app


app = create_app(get_settings())
