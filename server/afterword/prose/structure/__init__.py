"""The parts of a text: sentences, paragraphs, lines, quotations, chapters."""
