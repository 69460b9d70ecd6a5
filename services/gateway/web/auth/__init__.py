"""Coming in: sign in, join, choose a language, unsubscribe."""
