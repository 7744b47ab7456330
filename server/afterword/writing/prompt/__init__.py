"""The prompt that the model reads before a cursor."""
