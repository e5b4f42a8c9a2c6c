"""Answers of the health endpoints."""

from typing import Literal

from pydantic import BaseModel


class Live(BaseModel):
    status: Literal["ok"]


class Ready(BaseModel):
    status: Literal["ok", "degraded"]
    checks: dict[str, str]
