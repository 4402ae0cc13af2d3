"""Commands of plans, by subject: draft, approve, change, places."""
