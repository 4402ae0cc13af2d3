"""The only folder that knows SpiffWorkflow: parsing, stepping, saving."""
