"""Background work: dramatiq over Redis or Valkey. One actor carries out outbox events; the outbox keeps them."""

from functools import lru_cache
from uuid import UUID

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import AgeLimit, Callbacks, Pipelines, ShutdownNotifications, TimeLimit

from engine.platform.settings import settings

QUEUE = "events"
TIME_LIMIT = 300_000  # milliseconds


def carry_out(outbox_id: str, tenant_id: str) -> None:
    from engine.platform.outbox.run import run

    run(UUID(outbox_id), UUID(tenant_id))


@lru_cache(maxsize=1)
def broker() -> RedisBroker:
    """The broker with its one actor declared. Retries are the relay's, so dramatiq makes none."""
    middleware = [AgeLimit(), TimeLimit(), ShutdownNotifications(), Callbacks(), Pipelines()]
    made = RedisBroker(  # type: ignore[no-untyped-call]
        url=settings().redis_url, middleware=middleware
    )
    dramatiq.set_broker(made)
    declare = dramatiq.actor(actor_name="carry_out", queue_name=QUEUE, broker=made, time_limit=TIME_LIMIT)
    declare(carry_out)
    return made


def send_event(outbox_id: UUID, tenant_id: UUID) -> None:
    """Hand one outbox row to whichever worker is free."""
    actor = broker().get_actor("carry_out")
    actor.send(str(outbox_id), str(tenant_id))
