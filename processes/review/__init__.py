"""Review: a verdict for each material, conclusions in two stages, one complete notice, the next applicant."""
