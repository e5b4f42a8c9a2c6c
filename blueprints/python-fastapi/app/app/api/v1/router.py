"""Collects the endpoints of version 1; a new module is added here."""

from fastapi import APIRouter

from app.api.v1 import health

router = APIRouter(prefix="/v1")
router.include_router(health.router)
