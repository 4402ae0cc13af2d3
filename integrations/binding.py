"""Which adapter this installation uses for each port; `web/entry/wiring.py` calls `bind_adapters` once."""

from functools import lru_cache

from engine.platform import ports
from engine.platform.files import Folder, Storage
from engine.platform.settings import settings
from engine.platform.sms import SmsGateway, VoiceGateway
from integrations import identity, invoices, registry, sms
from integrations import wechat as mini_program
from integrations.payments import ByChannel, alipay, rsa
from integrations.payments import wechat as wechatpay
from integrations.settings import NotConfigured, vendor_settings
from integrations.signature import Credentials
from integrations.storage.s3 import S3Storage
from processes.catalogue.ports import IdentityCheck
from processes.pay.ports import Gateways, InvoiceProvider, PaymentGateway
from processes.train.ports import MiniProgramAccounts, TrainingRegistry


def bind_adapters() -> None:
    """Bind every port. The adapters are made when first used and kept."""
    ports.bind(SmsGateway, _sms)
    ports.bind(VoiceGateway, _sms)
    ports.bind(IdentityCheck, _identity)
    ports.bind(Storage, _storage)
    ports.bind(Gateways, _gateways)
    ports.bind(InvoiceProvider, _invoices)
    ports.bind(TrainingRegistry, _registry)
    ports.bind(MiniProgramAccounts, _mini_program)


def require_adapters() -> None:
    """Refuse to start a real installation that lacks a vendor. Raises NotConfigured, naming the variable."""
    if settings().simulated:
        return
    makers = (_sms, _identity, _storage, _wechatpay, _alipay, _invoices, _registry, _mini_program)
    for make in makers:
        make()


@lru_cache(maxsize=1)
def _sms() -> sms.HttpSms:
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
def _gateways() -> Gateways:
    return ByChannel({"wechat": _wechatpay, "alipay": _alipay})


def _wechatpay() -> PaymentGateway:
    found = vendor_settings()
    if found.wechatpay_mchid:
        merchant = wechatpay.Merchant(
            found.wechatpay_mchid,
            found.wechatpay_appid,
            found.wechatpay_serial,
            rsa.private_key(found.wechatpay_key.get_secret_value()),
            found.wechatpay_api_key.get_secret_value().encode(),
            {found.wechatpay_platform_serial: rsa.public_key(found.wechatpay_platform_key)},
        )
        return wechatpay.WeChatPay(merchant, notify_url=settings().base_url + wechatpay.simulator.NOTICE)
    _only_simulated("CERTFLOW_WECHATPAY_MCHID")
    return wechatpay.simulator.gateway()


def _alipay() -> PaymentGateway:
    found = vendor_settings()
    if found.alipay_app_id:
        key, theirs = rsa.private_key(found.alipay_key.get_secret_value()), rsa.public_key(found.alipay_public_key)
        merchant = alipay.Merchant(found.alipay_app_id, found.alipay_seller_id, key, theirs)
        return alipay.Alipay(merchant, notify_url=settings().base_url + alipay.simulator.NOTICE)
    _only_simulated("CERTFLOW_ALIPAY_APP_ID")
    return alipay.simulator.gateway()


@lru_cache(maxsize=1)
def _invoices() -> InvoiceProvider:
    found = vendor_settings()
    if found.invoices_url:
        credentials = Credentials(found.invoices_app_id, found.invoices_secret.get_secret_value())
        return invoices.HttpInvoices(found.invoices_url, credentials)
    _only_simulated("CERTFLOW_INVOICES_URL")
    return invoices.simulator.provider()


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
        return mini_program.WeChatAccounts(
            found.wechat_url, found.wechat_app_id, found.wechat_secret.get_secret_value()
        )
    _only_simulated("CERTFLOW_WECHAT_URL")
    return mini_program.simulator.accounts()


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
