"""Connections: how they are accepted, limited and closed, and what is checked before a request is one."""
