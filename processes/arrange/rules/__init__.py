"""Pure decisions of the arrangement: who sits in which session, on which seat, under which number."""
