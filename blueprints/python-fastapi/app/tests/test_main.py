import json
import logging

import pytest
from httpx import ASGITransport, AsyncClient

from app.core.config import PROJECT, Settings
from app.core.logging import is_worth_a_line
from app.main import create_app


async def test_root_names_the_service(client: AsyncClient) -> None:
    response = await client.get("/")

    assert response.json().keys() == {"name", "version"}


async def test_metrics(client: AsyncClient) -> None:
    await client.get("/")

    response = await client.get("/metrics")

    assert response.status_code == 200
    assert "http_requests_total" in response.text


async def test_correlation_id_of_the_caller_is_kept(client: AsyncClient) -> None:
    response = await client.get("/", headers={"X-Correlation-ID": "order-42"})

    assert response.headers["X-Correlation-ID"] == "order-42"


@pytest.mark.parametrize(("environment", "status"), [("local", 200), ("production", 404)])
async def test_docs_are_open_only_on_a_developers_machine(environment: str, status: int) -> None:
    app = create_app(Settings(_env_file=None, environment=environment))

    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        for path in ("/docs", "/redoc", "/openapi.json"):
            assert (await client.get(path)).status_code == status


async def test_logs_are_json_in_a_cluster(capsys: pytest.CaptureFixture[str]) -> None:
    create_app(Settings(_env_file=None, environment="homelab"))

    logging.getLogger("any.library").warning("disk is %s", "full")

    line = json.loads(capsys.readouterr().out)
    assert line["event"] == "disk is full"
    assert line["level"] == "warning"


async def test_tracing_leaves_requests_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "opentelemetry.exporter.otlp.proto.grpc.trace_exporter.OTLPSpanExporter.export",
        lambda _exporter, _spans: None,
    )
    app = create_app(Settings(_env_file=None, otel_exporter_otlp_endpoint="http://127.0.0.1:4317"))

    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://test") as client,
    ):
        response = await client.get("/")

    assert response.json()["name"] == PROJECT["name"]


def test_probes_are_not_logged() -> None:
    def line(path: str) -> logging.LogRecord:
        arguments = ("10.0.0.1:1234", "GET", path, "1.1", 200)
        text = '%s - "%s %s HTTP/%s" %d'
        return logging.LogRecord("uvicorn.access", logging.INFO, "", 0, text, arguments, None)

    assert is_worth_a_line(line("/orders"))
    assert not is_worth_a_line(line("/metrics"))
    assert not is_worth_a_line(line("/api/v1/health/live"))
