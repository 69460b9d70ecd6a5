"""What touches a store: which mailbox belongs to whom."""
