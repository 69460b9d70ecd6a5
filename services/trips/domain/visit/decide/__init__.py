"""What each command of a visit leads to, or why it is refused: one module for each part of its life. Pure."""
