"""Ghost text: inline completion, completion items, and work done before the next request."""
