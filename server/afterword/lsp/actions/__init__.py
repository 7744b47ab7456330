"""Code actions and commands: what the writer asks for, and the edits that come of it."""
