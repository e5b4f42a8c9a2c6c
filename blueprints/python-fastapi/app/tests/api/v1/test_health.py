import pytest
from httpx import AsyncClient

from app.api.v1 import health


async def test_live(client: AsyncClient) -> None:
    response = await client.get("/api/v1/health/live")

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert response.headers["X-Correlation-ID"]


async def test_ready_without_checks(client: AsyncClient) -> None:
    response = await client.get("/api/v1/health/ready")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "checks": {}}
    assert response.headers["X-Correlation-ID"]


async def test_not_ready_when_a_check_fails(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def answer() -> None: ...

    async def fail() -> None:
        raise ConnectionError("password=secret")

    monkeypatch.setattr(health, "checks", {"cache": answer, "database": fail})

    response = await client.get("/api/v1/health/ready")

    assert response.status_code == 503
    assert response.json() == {
        "status": "degraded",
        "checks": {"cache": "ok", "database": "ConnectionError"},
    }
