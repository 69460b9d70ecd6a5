"""The demo: four clinics from their proposals to their follow-ups weeks later, and a visit, side by side in about a minute."""

from convene.demo.show import show

__all__ = ["show"]
