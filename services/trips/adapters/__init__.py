"""What touches a store: who took part."""
