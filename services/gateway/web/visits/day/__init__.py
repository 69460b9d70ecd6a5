"""The day of a visit: where it is, the roll, delays."""
