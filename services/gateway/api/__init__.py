"""The HTTP API: its routes, endpoints, schemas and event stream."""
