"""The document store: the only place that knows a driver."""
