"""Text messages: the HTTP adapter and its simulator."""

from integrations.sms import simulator
from integrations.sms.http import HttpSms

__all__ = ["HttpSms", "simulator"]
