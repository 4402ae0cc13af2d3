"""The demo authority: a city that does not exist, with people nobody is."""
