"""The pages of a community's memory."""
