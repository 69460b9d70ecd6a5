"""The public language of Convene: one module per service with its commands, events and queries."""
