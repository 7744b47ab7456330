"""What the model gets to read: the text before the cursor, within a token budget."""
