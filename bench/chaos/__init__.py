"""Kills everything in turn while people work, and counts what was lost, doubled or out of order."""
