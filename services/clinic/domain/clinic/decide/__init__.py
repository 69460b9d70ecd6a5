"""What each command of a clinic leads to, or why it is refused: one module for each part of its life. Pure."""
