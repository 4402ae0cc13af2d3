"""The workflow engine: definitions, cases, open work, decisions. The only room that knows SpiffWorkflow."""
