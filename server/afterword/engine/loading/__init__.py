"""From settings to a loaded engine."""
