"""The public language of Convene: one file per service with its commands, events and queries."""
