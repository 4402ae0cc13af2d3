"""Commands of certification, by subject: templates, batches, issuing, voiding."""
