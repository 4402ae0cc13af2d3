"""The demo authority: a city that does not exist, with people nobody is."""

from web.entry.demo.authority import seed_authority
from web.entry.demo.seeding import accounts, seed, seed_people

__all__ = ["accounts", "seed", "seed_authority", "seed_people"]
