"""The exam room: candidates at their machines, invigilators before the wall."""
