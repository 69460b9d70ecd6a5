"""Rules of timers. Pure."""
