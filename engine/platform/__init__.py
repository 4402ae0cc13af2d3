"""The ground every room stands on: settings, database, people, clock, audit, outbox."""
