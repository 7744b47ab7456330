"""Code actions and commands: what the writer may choose, and the edits that result."""
