"""The cashier's desk: orders, refunds, invoices, reconciliation."""
