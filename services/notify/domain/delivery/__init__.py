"""One message to one person over one channel."""
