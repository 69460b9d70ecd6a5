"""What can go wrong with the document store. These are the driver's own exceptions, under names that say what they mean."""

from bson.errors import BSONError
from pymongo.errors import DuplicateKeyError, PyMongoError

StoreError = PyMongoError
"""The store does not answer, or refuses what was asked."""
DuplicateKey = DuplicateKeyError
"""A document with this id is there already. A `StoreError`, too."""
UnstorableDocument = BSONError
"""A document that no store could take, such as one with a number that is too large. No `StoreError`: nobody was asked."""
