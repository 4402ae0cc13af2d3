"""The exam office's pages: plans, timetable, sessions, seats, rooms, papers."""
