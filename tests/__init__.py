"""The tests mirror the code: tests/shared for shared/, tests/services for services/; flow/ has services together."""
