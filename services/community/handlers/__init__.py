"""What the bus calls: queries and lookups of the community service."""
