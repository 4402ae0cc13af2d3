"""Pages of the staff: reviewers and planners."""
