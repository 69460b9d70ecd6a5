"""Planning a visit: its people, its stops, and what is still missing."""
