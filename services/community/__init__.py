"""Communities: who belongs, in which role, how they came in and how they want to be reached."""
