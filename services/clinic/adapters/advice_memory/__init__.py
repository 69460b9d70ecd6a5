"""What a community remembers of its past cases: how advice worked out, and what was said in cases like a new one."""
