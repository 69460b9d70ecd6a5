"""The outside world: the HTTP API, the live stream of events, and the web room."""
