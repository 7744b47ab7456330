"""The project around a document: its files, their order, and what they say about it."""
