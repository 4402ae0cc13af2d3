"""Registration plans: windows, institutions, points, head-counts, policy figures, and who holds a place."""
