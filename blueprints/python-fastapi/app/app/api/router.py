"""Mounts every version of the API."""

from fastapi import APIRouter

from app.api.v1.router import router as v1

router = APIRouter(prefix="/api")
router.include_router(v1)
