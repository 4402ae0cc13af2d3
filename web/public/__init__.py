"""Pages for everybody: open plans, registration, sign-in, help and statements."""
