"""Pages of auditors: finding a case, its history with before and after, the diagram at any moment, the chain."""
