"""A visit in the web: its page, and one for each part of its life, from the plan to what is kept of it."""
