"""Which adapter stands behind each port."""

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from engine.platform import ports, settings
from engine.platform.files import Folder, Storage
from engine.platform.sms import SmsGateway
from integrations import binding
from integrations.identity import HttpIdentity
from integrations.invoices import HttpInvoices
from integrations.payments import rsa
from integrations.payments.alipay import Alipay
from integrations.payments.wechat import WeChatPay
from integrations.registry import HttpRegistry
from integrations.settings import NotConfigured, vendor_settings
from integrations.sms import HttpSms
from integrations.storage import S3Storage
from integrations.wechat import WeChatAccounts
from processes.catalogue.ports import IdentityCheck
from processes.pay.ports import Gateways, InvoiceProvider
from processes.train.ports import MiniProgramAccounts, TrainingRegistry

CACHES = (
    binding._sms,
    binding._identity,
    binding._s3,
    binding._gateways,
    binding._invoices,
    binding._registry,
    binding._mini_program,
    vendor_settings,
)


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
    with pytest.raises(NotConfigured, match="CERTFLOW_WECHATPAY_MCHID"):
        ports.get(Gateways).of("wechat")
    with pytest.raises(NotConfigured, match="CERTFLOW_ALIPAY_APP_ID"):
        ports.get(Gateways).of("alipay")
    with pytest.raises(NotConfigured, match="CERTFLOW_INVOICES_URL"):
        ports.get(InvoiceProvider)


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


def test_merchants_with_their_keys_choose_the_real_gateways(monkeypatch: pytest.MonkeyPatch) -> None:
    key = rsa.new_key()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    monkeypatch.setenv("CERTFLOW_MODE", "production")
    for name, value in {
        "WECHATPAY_MCHID": "1900000001",
        "WECHATPAY_APPID": "wx0000000000000001",
        "WECHATPAY_SERIAL": "5157F09EFDC096DE15EBE81A47057A7200000000",
        "WECHATPAY_KEY": rsa.as_pem(key),
        "WECHATPAY_API_KEY": "0123456789abcdef0123456789abcdef",
        "WECHATPAY_PLATFORM_SERIAL": "PUB_KEY_ID_0119000000012024",
        "WECHATPAY_PLATFORM_KEY": public,
        "ALIPAY_APP_ID": "2021000000000002",
        "ALIPAY_SELLER_ID": "2088000000000002",
        "ALIPAY_KEY": "".join(rsa.as_pem(key).splitlines()[1:-1]),
        "ALIPAY_PUBLIC_KEY": "".join(public.splitlines()[1:-1]),
        "INVOICES_URL": "https://vendor.test",
    }.items():
        monkeypatch.setenv(f"CERTFLOW_{name}", value)
    _forget()
    gateways = ports.get(Gateways)
    assert isinstance(gateways.of("wechat"), WeChatPay)
    assert isinstance(gateways.of("alipay"), Alipay)
    assert isinstance(ports.get(InvoiceProvider), HttpInvoices)
    with pytest.raises(LookupError):
        gateways.of("unionpay")
