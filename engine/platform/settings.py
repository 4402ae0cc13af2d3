"""Settings of an installation, read from the environment once."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

Mode = Literal["production", "demo", "test"]


class Settings(BaseSettings):
    """One installation. Secrets are base64 of 32 bytes: `openssl rand -base64 32` makes one."""

    model_config = SettingsConfigDict(extra="ignore", populate_by_name=True)

    database_url: str = Field(validation_alias="DATABASE_URL")
    database_owner_url: str = Field(validation_alias="DATABASE_OWNER_URL")
    database_system_url: str = Field(validation_alias="DATABASE_SYSTEM_URL")
    redis_url: str = Field(validation_alias="REDIS_URL")
    mode: Mode = Field(default="production", validation_alias="CERTFLOW_MODE")
    data_dir: Path = Field(default=Path(".certflow"), validation_alias="CERTFLOW_DATA")
    master_key: SecretStr = Field(validation_alias="CERTFLOW_MASTER_KEY")
    signing_key: SecretStr = Field(validation_alias="CERTFLOW_SIGNING_KEY")
    base_url: str = Field(default="http://127.0.0.1:8000", validation_alias="CERTFLOW_BASE_URL")

    @property
    def simulated(self) -> bool:
        """Whether outside systems are simulators and the clock may be moved."""
        return self.mode != "production"


@lru_cache(maxsize=1)
def settings() -> Settings:
    return Settings()  # type: ignore[call-arg]  # every field comes from the environment


def reload() -> None:
    """Forget what was read, so that the next call reads the environment again."""
    settings.cache_clear()
