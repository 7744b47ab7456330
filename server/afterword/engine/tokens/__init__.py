"""Token sequences: models that read and predict them, vocabularies, cached prefixes."""
