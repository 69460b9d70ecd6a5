"""Pictures from people: made anew from what is seen alone, bounded in pixels and bytes, and kept by the owning service.

A picture travels like this: the gateway takes an upload and shrinks it so that the bus carries it; the owning service trusts
nobody and makes it anew itself, keeps the bytes in a collection of its own, and only then says in an event which picture it is.
"""

from shared.images.shrink import Shrunk, shrink
from shared.images.storage import forget, keep, kept

__all__ = ["Shrunk", "forget", "keep", "kept", "shrink"]
