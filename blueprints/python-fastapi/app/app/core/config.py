"""Settings, read once from environment variables and `.env`."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = tomllib.loads(
    (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"),
)["project"]


class Settings(BaseSettings):
    """Each field is the environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    app_name: str = PROJECT["name"]
    app_version: str = PROJECT["version"]
    # The platform's name of the environment; `local` is a developer's machine.
    environment: str = "local"
    production: bool = False
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    cors_origins: list[str] = ["*"]
    otel_exporter_otlp_endpoint: str | None = None
    otel_service_name: str | None = None

    @property
    def local(self) -> bool:
        return self.environment == "local"


@lru_cache
def get_settings() -> Settings:
    return Settings()
