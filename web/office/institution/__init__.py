"""An institution's own dashboard: how far its people are, and what needs looking after."""
