"""Notify owns who was told what, when and through which channel, so that each message goes out once."""
