"""Marks: scores of every subject, publicity, objections."""
