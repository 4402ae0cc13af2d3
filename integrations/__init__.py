"""Outside systems: an adapter for each port, and a simulator beside it."""
