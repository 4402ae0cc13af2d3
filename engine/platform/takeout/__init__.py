"""All of an authority's data in open formats."""

from engine.platform.takeout.errors import PlaceTaken, ReasonMissing, UnknownAuthority
from engine.platform.takeout.service import Reading, Taken, take_out

__all__ = ["PlaceTaken", "Reading", "ReasonMissing", "Taken", "UnknownAuthority", "take_out"]
