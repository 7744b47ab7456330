"""Pure text: graphemes, words, sentences, paragraphs, line wrapping, quiet zones, joins.

Knows no editor protocol, no model and no setting. Offsets count code points; line ends are LF.
"""
