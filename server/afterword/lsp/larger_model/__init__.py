"""Offers a larger model for paragraphs, and installs it for a writer who wants it."""
