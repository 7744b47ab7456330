"""GGUF files: reading them, and unpacking one into a folder that loads fast."""
