"""Payment gateways: WeChat Pay and Alipay, each a small client of our own with a simulator beside it."""

from integrations.payments.gateways import ByChannel

__all__ = ["ByChannel"]
