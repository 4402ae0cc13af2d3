"""Events that leave a transaction: recorded in it, carried out after it, exactly once in the database."""

from engine.platform.outbox.record import record
from engine.platform.outbox.registry import remote_subscriber, subscriber
from engine.platform.outbox.relay import relay_once
from engine.platform.outbox.run import drain, run

__all__ = ["drain", "record", "relay_once", "remote_subscriber", "run", "subscriber"]
