"""Commands of the exam, by subject."""

from processes.sit.service import admit, beat, begun, close, finish, invigilate, journal, seats, take, telling

__all__ = ["admit", "beat", "begun", "close", "finish", "invigilate", "journal", "seats", "take", "telling"]
