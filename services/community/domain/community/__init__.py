"""One community: its members and invitations."""
