"""What the description of the API says beside the types: examples, answers, parameters."""
