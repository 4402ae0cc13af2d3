"""The whole life of a case, as call activities to the stages; here its ends."""
