"""The ways a message travels: mail and chat."""
