"""What one viewer sees of a visit, and may do in it. Pure."""
