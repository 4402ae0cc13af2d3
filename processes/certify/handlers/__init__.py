"""Python behind the service tasks, by diagram."""
