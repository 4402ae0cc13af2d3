"""Arrangement: rooms, sessions, seats, admission tickets, lists."""
