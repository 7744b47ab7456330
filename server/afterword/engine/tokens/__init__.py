"""Tokens: models that read and predict them, vocabularies that spell them, and the prefix cache."""
