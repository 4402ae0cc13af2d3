"""The certificate office: batches, templates, certificates, what goes to the ministry."""
