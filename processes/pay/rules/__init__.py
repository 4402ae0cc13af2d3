"""Pure decisions of payment."""
