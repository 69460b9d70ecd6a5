"""What can keep the stack from starting. Messages are for the person at the terminal: what, where, what to do."""


class StackError(Exception):
    """The stack can't start, or go on, for a reason the person at the terminal can do something about."""


class FolderInUseError(StackError):
    """Another `convene up` works on this data folder."""


class PortTakenError(StackError):
    """A port that was asked for is used by another program."""


class MissingProgramError(StackError):
    """A program the stack needs is not installed."""


class ChildFailedError(StackError):
    """A process of the stack did not get ready."""


class ClockError(StackError):
    """The clock of this data folder can't change to the speed asked for."""
