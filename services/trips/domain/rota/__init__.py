"""Whose turn it is to host."""
