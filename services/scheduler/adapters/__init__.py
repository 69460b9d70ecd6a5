"""What touches the store and the alarm clock."""
