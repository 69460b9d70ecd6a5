"""What is going on, pushed to open pages and event streams. It knows no page."""
