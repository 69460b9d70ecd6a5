"""What touches a store: who looked at a clinic, and the memory of advice."""
