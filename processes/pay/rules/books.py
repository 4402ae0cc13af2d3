"""Accounts of the ledger, and which two a posting touches."""

from processes.pay.rules.status import PaymentKind

INCOME, SUSPENSE = "income.fee", "suspense"
CHANNELS = ("wechat", "alipay", "offline")
CHANNEL_NAMES = {"wechat": "微信支付", "alipay": "支付宝", "offline": "线下收款"}
ACCOUNT_NAMES = {
    "bank.wechat": "微信支付账户",
    "bank.alipay": "支付宝账户",
    "bank.offline": "线下收款",
    INCOME: "认定费收入",
    SUSPENSE: "待处理款",
}


def bank(channel: str) -> str:
    return f"bank.{channel}"


def payment_accounts(channel: str, kind: str) -> tuple[str, str]:
    """(debit, credit) of money that came in: what does not settle its order waits in suspense."""
    return bank(channel), INCOME if kind == PaymentKind.SETTLED else SUSPENSE


def refund_accounts(channel: str, kind: str) -> tuple[str, str]:
    """(debit, credit) of money given back: the payment's posting turned round."""
    debit, credit = payment_accounts(channel, kind)
    return credit, debit
