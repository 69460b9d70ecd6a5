"""What one viewer sees of a clinic, and may do in it. Pure."""
