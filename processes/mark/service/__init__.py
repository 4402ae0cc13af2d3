"""Commands of marking, by subject: score, examine, object, correct."""
