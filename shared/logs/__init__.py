"""What every process writes of itself: where it goes, how often, and never what a person wrote."""

from shared.logs.exceptions import reason_of
from shared.logs.setup import through_stdlib, write_what_ends_it, written

__all__ = ["reason_of", "through_stdlib", "write_what_ends_it", "written"]
