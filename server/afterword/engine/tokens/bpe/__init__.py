"""Byte-pair encoding of texts, from mapped tables; for tokenizers of the kind that Gemma has."""
