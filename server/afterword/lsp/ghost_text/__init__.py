"""Ghost text: inline completion, completion items, and work done before it is asked for."""
