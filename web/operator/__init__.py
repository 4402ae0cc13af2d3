"""Pages of operators: how much is under way, where it stands, what is stuck, and the clock of a demo."""
