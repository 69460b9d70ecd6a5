"""A community's past cases, as they are found and counted again: stems and numbers, no words. Pure."""
