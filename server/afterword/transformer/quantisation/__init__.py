"""Weights in fewer bits: how they are rounded, laid out and kept on disk."""
