"""The demo: a clinic from its proposal to its follow-up weeks later, and a small visit, in about a minute."""

from convene.demo.show import show

__all__ = ["show"]
