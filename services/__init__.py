"""The services of Convene. Each owns one part of the practice, its own data and its own room of this package."""

SERVICES = ("community", "clinic", "trips", "scheduler", "notify", "gateway")
"""Every service's name: its package, its database, its key, its user on the bus."""
