"""Occupations, grades, institutions, points, code tables and identity checks: what every stage refers to."""
