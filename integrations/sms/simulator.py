"""A provider of text messages that keeps them in Valkey, for the `/simulators/sms` page. Demo and test only.

A phone that ends in 8888 is refused as a dead number; one that ends in 9999 never gets an answer.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache

import httpx
import orjson
import redis

from engine.platform import clock
from engine.platform.settings import settings
from integrations.signature import Credentials
from integrations.simulated import Answer, SimulatedVendor
from integrations.sms.http import CALL, SEND, HttpSms

CREDENTIALS = Credentials("simulated-sms", "simulated-sms-secret")
_LIST, _SEEN = "certflow:simulator:sms", "certflow:simulator:sms:seen"
KEPT = 2000


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it reached the phone. `sent_at` is UTC."""

    phone: str
    text: str
    serial: str
    sent_at: datetime


def gateway() -> HttpSms:
    """The real adapter, speaking to this simulator."""
    return HttpSms(
        "http://sms.simulator", CREDENTIALS, transport=SimulatedVendor(CREDENTIALS, {SEND: _receive, CALL: _ring})
    )


def messages(phone: str | None = None, *, limit: int = 100) -> list[Message]:
    """What was sent, newest first; of one phone when given."""
    found = []
    for raw in _valkey().lrange(_LIST, 0, KEPT - 1):
        kept = orjson.loads(raw)
        message = Message(kept["phone"], kept["text"], kept["serial"], datetime.fromisoformat(kept["sent_at"]))
        if phone is None or message.phone == phone:
            found.append(message)
    return found[:limit]


def forget() -> None:
    """Throw every message away (a fresh demo)."""
    _valkey().delete(_LIST, _SEEN)


def _ring(posted: dict[str, str]) -> Answer:
    """A call is kept among the messages, marked."""
    return _receive(posted | {"text": f"（语音来电）{posted['text']}"})


def _receive(posted: dict[str, str]) -> Answer:
    phone, serial = posted["phone"], posted["serial"]
    if phone.endswith("9999"):
        raise httpx.ReadTimeout("the simulated provider stays silent")
    if phone.endswith("8888"):
        return 422, {"code": "number_not_in_service"}
    message = Message(phone, posted["text"], serial, clock.now())
    if _valkey().sadd(_SEEN, serial):
        _valkey().lpush(_LIST, orjson.dumps(asdict(message)))
        _valkey().ltrim(_LIST, 0, KEPT - 1)
    return 200, {"code": "accepted", "serial": serial}


def _valkey() -> "redis.Redis":
    return _connected(settings().redis_url)


@lru_cache(maxsize=1)
def _connected(url: str) -> "redis.Redis":
    return redis.Redis.from_url(url)
