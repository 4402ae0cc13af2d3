"""Drawing a paper from the bank: pure rules and a model (OR-Tools CP-SAT), around them reading, writing, telling."""
