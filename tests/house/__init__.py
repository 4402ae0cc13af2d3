"""What the house asks of every room."""
