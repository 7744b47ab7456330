"""The word filter: keeps offensive words out of suggestions, never out of the writer's own text."""
