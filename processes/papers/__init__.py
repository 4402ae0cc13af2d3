"""Papers: assembly by the element table, cooling, sealing, printing."""
