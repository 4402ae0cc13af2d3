"""Pages of process designers: versions, diagrams, decision tables, forms, publishing with a second person."""
