"""What no suggestion may hold, and what is cut from one before it is shown."""
