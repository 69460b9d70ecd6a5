"""Events posted to other systems."""
