"""The ways to run a clinic, as data: read, checked, and laid out for a group."""
