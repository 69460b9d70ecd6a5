"""Messages as they are sent: facts fetched from their owners, and templates filled with them."""
