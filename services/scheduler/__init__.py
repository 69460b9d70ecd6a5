"""Time: which moments are waited for, and telling everyone when one of them has come."""
