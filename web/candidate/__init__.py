"""Pages of the candidate, phone first: home, wizard, cases, notices, own files."""
