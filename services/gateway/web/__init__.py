"""The web room: pages that work before any script loads, and one small script that keeps them current."""
