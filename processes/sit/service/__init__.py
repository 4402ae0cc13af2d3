"""Commands of the exam, by subject."""

from processes.sit.service import admit, beat, close, finish, invigilate, journal, seats, take, telling

__all__ = ["admit", "beat", "close", "finish", "invigilate", "journal", "seats", "take", "telling"]
