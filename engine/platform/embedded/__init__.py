"""PostgreSQL and Valkey as real servers beside the house, for a machine that has neither."""

from engine.platform.embedded import postgres, valkey
from engine.platform.embedded.places import discard

__all__ = ["discard", "postgres", "valkey"]
