"""openapi.json is the contract that callers rely on; it changes only on purpose."""

import json
import os
from pathlib import Path

from app.main import app

CONTRACT = Path(__file__).parents[1] / "openapi.json"


def test_openapi_json_describes_the_routes() -> None:
    if os.environ.get("UPDATE_OPENAPI"):
        CONTRACT.write_text(json.dumps(app.openapi(), indent=2) + "\n", encoding="utf-8")

    assert app.openapi() == json.loads(CONTRACT.read_text(encoding="utf-8")), (
        "the routes changed: run `UPDATE_OPENAPI=1 uv run pytest` and commit openapi.json"
    )
