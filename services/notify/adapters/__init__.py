"""What touches a store, a mail server or a network."""
