"""The desk of questions: the bank, writing, reviewing, calls for questions, element tables."""
