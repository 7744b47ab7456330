"""Filters that cut generated text to what may be shown."""
