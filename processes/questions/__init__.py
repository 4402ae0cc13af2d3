"""Questions: element tables, collection by link, two-stage review, the bank."""
