"""What a connection may take: time, bytes, and its place among the others."""
