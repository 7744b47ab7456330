"""Ghost text: the words to suggest at a cursor, or the reason for showing none."""
