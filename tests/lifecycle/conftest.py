"""The same office as the tests of the review."""

from tests.processes.review.conftest import office, plan

__all__ = ["office", "plan"]
