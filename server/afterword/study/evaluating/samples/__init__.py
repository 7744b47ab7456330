"""Samples of texts: documents, cursors in them, stretches to type."""
