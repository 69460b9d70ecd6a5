"""What the bus calls: queries, lookups and reactions of the clinic service."""
