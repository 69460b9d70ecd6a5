"""What the forms of a clinic's pages send, by part of its life."""
