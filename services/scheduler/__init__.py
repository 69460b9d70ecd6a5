"""Time: which moments are waited for, and the events that say that such a moment has come."""
