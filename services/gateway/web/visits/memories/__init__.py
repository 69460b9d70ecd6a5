"""What is kept of a visit: memories, photos, the keepsake."""
