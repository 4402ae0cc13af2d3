"""Pure decisions on questions and element tables."""
