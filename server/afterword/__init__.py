"""Afterword: a language server that offers writers the words that come after the cursor."""

from typing import Final

__version__: Final = "0.1.0"
