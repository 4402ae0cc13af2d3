"""Which adapter this installation uses for each port; `web/entry/wiring.py` calls `bind_adapters` once."""

from functools import lru_cache

from engine.platform import ports
from engine.platform.files import Folder, Storage
from engine.platform.settings import settings
from engine.platform.sms import SmsGateway
from integrations import identity, registry, sms, wechat
from integrations.settings import NotConfigured, vendor_settings
from integrations.signature import Credentials
from integrations.storage.s3 import S3Storage
from processes.catalogue.ports import IdentityCheck
from processes.train.ports import MiniProgramAccounts, TrainingRegistry


def bind_adapters() -> None:
    """Bind every port. The adapters are made when first used and kept."""
    ports.bind(SmsGateway, _sms)
    ports.bind(IdentityCheck, _identity)
    ports.bind(Storage, _storage)
    ports.bind(TrainingRegistry, _registry)
    ports.bind(MiniProgramAccounts, _mini_program)


def require_adapters() -> None:
    """Refuse to start a real installation that lacks a vendor. Raises NotConfigured, naming the variable."""
    if settings().simulated:
        return
    for make in (_sms, _identity, _storage, _registry, _mini_program):
        make()


@lru_cache(maxsize=1)
def _sms() -> SmsGateway:
    found = vendor_settings()
    if found.sms_url:
        credentials = Credentials(found.sms_app_id, found.sms_secret.get_secret_value())
        return sms.HttpSms(found.sms_url, credentials)
    _only_simulated("CERTFLOW_SMS_URL")
    return sms.simulator.gateway()


@lru_cache(maxsize=1)
def _identity() -> IdentityCheck:
    found = vendor_settings()
    if found.identity_url:
        credentials = Credentials(found.identity_app_id, found.identity_secret.get_secret_value())
        return identity.HttpIdentity(found.identity_url, credentials)
    _only_simulated("CERTFLOW_IDENTITY_URL")
    return identity.simulator.identity_check()


@lru_cache(maxsize=1)
def _registry() -> TrainingRegistry:
    found = vendor_settings()
    if found.registry_url:
        credentials = Credentials(found.registry_app_id, found.registry_secret.get_secret_value())
        return registry.HttpRegistry(found.registry_url, credentials)
    _only_simulated("CERTFLOW_REGISTRY_URL")
    return registry.simulator.registry()


@lru_cache(maxsize=1)
def _mini_program() -> MiniProgramAccounts:
    found = vendor_settings()
    if found.wechat_url:
        return wechat.WeChatAccounts(found.wechat_url, found.wechat_app_id, found.wechat_secret.get_secret_value())
    _only_simulated("CERTFLOW_WECHAT_URL")
    return wechat.simulator.accounts()


def _storage() -> Storage:
    found = vendor_settings()
    if not found.s3_endpoint:
        return Folder(settings().data_dir / "files")
    return _s3()


@lru_cache(maxsize=1)
def _s3() -> Storage:
    return S3Storage.from_settings(vendor_settings())


def _only_simulated(variable: str) -> None:
    if not settings().simulated:
        raise NotConfigured(f"set {variable}: a real installation has no simulator")
