"""Alipay, face-to-face precreate: the client and its simulator."""

from integrations.payments.alipay import simulator
from integrations.payments.alipay.client import Alipay
from integrations.payments.alipay.signing import Merchant

__all__ = ["Alipay", "Merchant", "simulator"]
