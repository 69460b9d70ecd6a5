"""Rules of telling people. Pure."""
