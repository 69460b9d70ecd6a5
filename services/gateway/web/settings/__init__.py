"""The settings of a member, and what was sent to them."""
