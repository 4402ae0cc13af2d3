"""Which adapter stands behind each port."""

from collections.abc import Iterator

import pytest

from engine.platform import ports, settings
from engine.platform.files import Folder, Storage
from engine.platform.sms import SmsGateway
from integrations import binding
from integrations.identity import HttpIdentity
from integrations.registry import HttpRegistry
from integrations.settings import NotConfigured, vendor_settings
from integrations.sms import HttpSms
from integrations.storage import S3Storage
from integrations.wechat import WeChatAccounts
from processes.catalogue.ports import IdentityCheck
from processes.train.ports import MiniProgramAccounts, TrainingRegistry

CACHES = (binding._sms, binding._identity, binding._s3, binding._registry, binding._mini_program, vendor_settings)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(ports, "_factories", {})
    _forget()
    binding.bind_adapters()
    yield
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    settings.reload()
    for cache in CACHES:
        cache.cache_clear()


def test_demo_and_test_use_simulators_and_a_folder() -> None:
    assert isinstance(ports.get(SmsGateway), HttpSms)
    assert isinstance(ports.get(IdentityCheck), HttpIdentity)
    assert isinstance(ports.get(Storage), Folder)
    assert isinstance(ports.get(TrainingRegistry), HttpRegistry)
    assert isinstance(ports.get(MiniProgramAccounts), WeChatAccounts)


def test_a_real_installation_has_no_simulator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CERTFLOW_MODE", "production")
    settings.reload()
    with pytest.raises(NotConfigured, match="CERTFLOW_SMS_URL"):
        ports.get(SmsGateway)
    with pytest.raises(NotConfigured, match="CERTFLOW_IDENTITY_URL"):
        ports.get(IdentityCheck)


def test_a_real_installation_without_vendors_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    binding.require_adapters()
    monkeypatch.setenv("CERTFLOW_MODE", "production")
    settings.reload()
    with pytest.raises(NotConfigured, match="CERTFLOW_SMS_URL"):
        binding.require_adapters()


def test_an_address_chooses_the_real_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CERTFLOW_MODE", "production")
    for name in ("SMS_URL", "IDENTITY_URL", "REGISTRY_URL", "WECHAT_URL", "S3_ENDPOINT"):
        monkeypatch.setenv(f"CERTFLOW_{name}", "https://vendor.test")
    _forget()
    assert isinstance(ports.get(SmsGateway), HttpSms)
    assert isinstance(ports.get(IdentityCheck), HttpIdentity)
    assert isinstance(ports.get(Storage), S3Storage)
    assert isinstance(ports.get(TrainingRegistry), HttpRegistry)
    assert isinstance(ports.get(MiniProgramAccounts), WeChatAccounts)
