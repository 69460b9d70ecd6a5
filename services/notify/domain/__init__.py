"""Rules of messages, their delivery, and webhooks. Pure."""
