"""What makes a declared service run: bus, store, requests, events, health."""
