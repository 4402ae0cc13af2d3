"""Certificates: templates, batches, numbers, public lookup."""
