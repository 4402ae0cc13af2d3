"""A whole installation in one file, and back."""

from engine.platform.backup.archive import Damaged, PlaceTaken, Restored, WrongKeys
from engine.platform.backup.make import back_up
from engine.platform.backup.restore import NotEmpty, restore

__all__ = ["Damaged", "NotEmpty", "PlaceTaken", "Restored", "WrongKeys", "back_up", "restore"]
