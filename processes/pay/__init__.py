"""Payment: orders, the ledger, refunds, invoices, reconciliation."""
