"""Facts of the engine that leave a transaction."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class RemoteTaskParked:
    """A service task waits for a call over the network."""

    instance_id: UUID
    task_id: UUID
