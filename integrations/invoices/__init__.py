"""Issuing invoices: the HTTP adapter and its simulator."""

from integrations.invoices import simulator
from integrations.invoices.http import HttpInvoices

__all__ = ["HttpInvoices", "simulator"]
