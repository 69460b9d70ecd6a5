"""Rules of belonging. Pure."""
