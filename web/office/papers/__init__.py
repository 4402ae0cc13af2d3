"""The desk of papers: blueprints, the assembly's progress, planned against drawn, approval, sealing, printing."""
