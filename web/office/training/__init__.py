"""The training desk: learners and their progress, courses, regulations."""
