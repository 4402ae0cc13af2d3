"""Papers of the exam office: tickets, the three lists, door sheets and desk labels."""
