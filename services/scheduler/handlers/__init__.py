"""What the bus calls: queries and reactions of the scheduler."""
