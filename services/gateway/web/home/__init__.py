"""Home: what waits, and what is to come."""
