"""The arrangement: solver, sessions, seats, tickets."""
