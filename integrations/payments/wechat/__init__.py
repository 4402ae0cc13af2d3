"""WeChat Pay APIv3, Native: the client and its simulator."""

from integrations.payments.wechat import simulator
from integrations.payments.wechat.client import WeChatPay
from integrations.payments.wechat.signing import Merchant

__all__ = ["Merchant", "WeChatPay", "simulator"]
