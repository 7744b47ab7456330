"""The structure of a text: sentences, paragraphs, lines, paired marks and chapters."""
