"""One clinic: its state, what its commands lead to, what its events change, and the rules both share."""
