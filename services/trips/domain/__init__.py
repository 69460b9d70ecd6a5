"""Rules of visits. Pure."""
