"""Commands of the question bank, by subject: submit, review, bank, elements, importing, campaigns."""
