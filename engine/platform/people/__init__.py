"""Who may do what: authorities, accounts, people, roles, sign-in."""

from engine.platform.people.actor import Actor

__all__ = ["Actor"]
