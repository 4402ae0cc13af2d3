"""compose.yaml can't be started everywhere; what it says is compared with what the software knows."""

import re

import yaml
from pydantic_settings import BaseSettings

from engine.platform.settings import Settings
from integrations.settings import VendorSettings
from tests.house.files import ROOT
from web.entry.cli import app

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
OURS = {name: service for name, service in COMPOSE["services"].items() if service.get("image") == "certflow"}
READ_ELSEWHERE = {"CERTFLOW_PROXIES"}
LEFT_TO_THE_IMAGE = {"CERTFLOW_DATA"}


def names(settings: type[BaseSettings]) -> set[str]:
    return {str(field.validation_alias) for field in settings.model_fields.values()}


def test_every_setting_reaches_every_service() -> None:
    wanted = names(Settings) | names(VendorSettings) | READ_ELSEWHERE
    assert OURS.keys() == {"migrate", "web", "worker", "scheduler"}
    for service in OURS.values():
        assert service["environment"].keys() == wanted - LEFT_TO_THE_IMAGE


def test_every_command_is_one_of_ours() -> None:
    known = {command.name or (command.callback and command.callback.__name__) for command in app.registered_commands}
    said = {word for service in OURS.values() for word in re.findall(r"certflow (\w+)", service["command"])}
    assert said == {"migrate", "deploy", "serve", "worker", "scheduler"}
    assert said <= known
