"""A sentence in other words."""
