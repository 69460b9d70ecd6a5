"""Case clinics: from a challenge and its question, through five timed steps, to what really happened."""
