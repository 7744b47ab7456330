"""Ghost text: from a cursor to the words after it, or the reason for silence."""
