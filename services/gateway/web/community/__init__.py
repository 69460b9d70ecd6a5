"""The pages of a community."""
