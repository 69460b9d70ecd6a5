"""The timers of one thing."""
