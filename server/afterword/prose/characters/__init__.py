"""Single characters: character classes, grapheme clusters, and language detection from letters."""
