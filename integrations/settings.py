"""Addresses and secrets of the outside systems. Without an address, demo and test use the simulator."""

from functools import lru_cache

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

_NONE = SecretStr("")


class VendorSettings(BaseSettings):
    """S3 is used when `s3_endpoint` is set (`https://host`, path-style addresses); otherwise a local folder."""

    model_config = SettingsConfigDict(extra="ignore", populate_by_name=True)

    sms_url: str = Field(default="", validation_alias="CERTFLOW_SMS_URL")
    sms_app_id: str = Field(default="", validation_alias="CERTFLOW_SMS_APP_ID")
    sms_secret: SecretStr = Field(default=_NONE, validation_alias="CERTFLOW_SMS_SECRET")
    identity_url: str = Field(default="", validation_alias="CERTFLOW_IDENTITY_URL")
    identity_app_id: str = Field(default="", validation_alias="CERTFLOW_IDENTITY_APP_ID")
    identity_secret: SecretStr = Field(default=_NONE, validation_alias="CERTFLOW_IDENTITY_SECRET")
    wechatpay_mchid: str = Field(default="", validation_alias="CERTFLOW_WECHATPAY_MCHID")
    wechatpay_appid: str = Field(default="", validation_alias="CERTFLOW_WECHATPAY_APPID")
    wechatpay_serial: str = Field(default="", validation_alias="CERTFLOW_WECHATPAY_SERIAL")
    wechatpay_key: SecretStr = Field(default=_NONE, validation_alias="CERTFLOW_WECHATPAY_KEY")
    wechatpay_api_key: SecretStr = Field(default=_NONE, validation_alias="CERTFLOW_WECHATPAY_API_KEY")
    wechatpay_platform_serial: str = Field(default="", validation_alias="CERTFLOW_WECHATPAY_PLATFORM_SERIAL")
    wechatpay_platform_key: str = Field(default="", validation_alias="CERTFLOW_WECHATPAY_PLATFORM_KEY")
    alipay_app_id: str = Field(default="", validation_alias="CERTFLOW_ALIPAY_APP_ID")
    alipay_seller_id: str = Field(default="", validation_alias="CERTFLOW_ALIPAY_SELLER_ID")
    alipay_key: SecretStr = Field(default=_NONE, validation_alias="CERTFLOW_ALIPAY_KEY")
    alipay_public_key: str = Field(default="", validation_alias="CERTFLOW_ALIPAY_PUBLIC_KEY")
    invoices_url: str = Field(default="", validation_alias="CERTFLOW_INVOICES_URL")
    invoices_app_id: str = Field(default="", validation_alias="CERTFLOW_INVOICES_APP_ID")
    invoices_secret: SecretStr = Field(default=_NONE, validation_alias="CERTFLOW_INVOICES_SECRET")
    registry_url: str = Field(default="", validation_alias="CERTFLOW_REGISTRY_URL")
    registry_app_id: str = Field(default="", validation_alias="CERTFLOW_REGISTRY_APP_ID")
    registry_secret: SecretStr = Field(default=_NONE, validation_alias="CERTFLOW_REGISTRY_SECRET")
    wechat_url: str = Field(default="", validation_alias="CERTFLOW_WECHAT_URL")
    wechat_app_id: str = Field(default="", validation_alias="CERTFLOW_WECHAT_APP_ID")
    wechat_secret: SecretStr = Field(default=_NONE, validation_alias="CERTFLOW_WECHAT_SECRET")
    s3_endpoint: str = Field(default="", validation_alias="CERTFLOW_S3_ENDPOINT")
    s3_bucket: str = Field(default="certflow", validation_alias="CERTFLOW_S3_BUCKET")
    s3_region: str = Field(default="cn-south-1", validation_alias="CERTFLOW_S3_REGION")
    s3_access_key: str = Field(default="", validation_alias="CERTFLOW_S3_ACCESS_KEY")
    s3_secret_key: SecretStr = Field(default=_NONE, validation_alias="CERTFLOW_S3_SECRET_KEY")


@lru_cache(maxsize=1)
def vendor_settings() -> VendorSettings:
    return VendorSettings()


class NotConfigured(RuntimeError):
    """A real installation lacks the address of an outside system it needs."""
