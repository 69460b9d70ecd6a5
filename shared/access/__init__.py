"""Who asks, and what they may: signed tokens, access tokens, roles."""
