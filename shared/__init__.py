"""What every service stands on. Shared code knows no service."""
