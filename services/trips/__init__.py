"""Visits: from the offer of a place of practice, through its day, to what the community learned there."""
