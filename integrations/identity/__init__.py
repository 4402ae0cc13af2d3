"""Checking that a name and an identity number belong together: the HTTP adapter and its simulator."""

from integrations.identity import simulator
from integrations.identity.http import HttpIdentity

__all__ = ["HttpIdentity", "simulator"]
