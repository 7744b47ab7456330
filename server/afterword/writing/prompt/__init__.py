"""From the text before a cursor to what the model reads."""
