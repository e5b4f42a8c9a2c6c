"""Health endpoints that Kubernetes probes."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from fastapi import APIRouter, Response, status

from app.schemas.health import Live, Ready

CHECK_TIMEOUT = 2.0

# Readiness checks by name. A check returns when its dependency answers and raises otherwise:
#     checks["database"] = ping_database
checks: dict[str, Callable[[], Awaitable[None]]] = {}

log = structlog.get_logger(__name__)
router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live", summary="Is the process alive?")
async def live() -> Live:
    """Calls nothing outside: a broken dependency is no reason for a restart."""
    return Live(status="ok")


@router.get(
    "/ready",
    summary="Can requests be served?",
    responses={503: {"model": Ready, "description": "A dependency does not answer"}},
)
async def ready(response: Response) -> Ready:
    """Runs every readiness check; one failure takes the pod out of the Service."""
    results = await asyncio.gather(*(run(name, check) for name, check in checks.items()))
    outcome = dict(zip(checks, results, strict=True))
    if all(result == "ok" for result in results):
        return Ready(status="ok", checks=outcome)
    response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    return Ready(status="degraded", checks=outcome)


async def run(name: str, check: Callable[[], Awaitable[None]]) -> str:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT):
            await check()
    except Exception as error:
        # The text of an error may hold a password, so callers see only its kind.
        log.warning("readiness check failed", check=name, exc_info=error)
        return type(error).__name__
    return "ok"
