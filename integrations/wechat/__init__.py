"""WeChat: the mini program's learning accounts, and a simulator of the host."""

from integrations.wechat import simulator
from integrations.wechat.accounts import WeChatAccounts

__all__ = ["WeChatAccounts", "simulator"]
