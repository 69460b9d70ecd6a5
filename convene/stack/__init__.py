"""Everything on one machine: bus, store, postbox and services as one supervised family of processes."""

from convene.stack.errors import StackError
from convene.stack.postbox import Postbox
from convene.stack.supervisor import Stack

__all__ = ["Postbox", "Stack", "StackError"]
