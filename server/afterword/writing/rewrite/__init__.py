"""Sentences in other words."""
