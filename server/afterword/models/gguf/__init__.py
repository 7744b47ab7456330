"""GGUF files: reading them, and unpacking one into a Hugging Face folder, which loads faster."""
