"""Places where a text goes in: the cursor's paragraph, a gap, a turn, a line, a selection."""
