"""Training: courses, learning time, proofs, results."""
