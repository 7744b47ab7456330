"""How fast Afterword is on this machine, measured through the code that serves an editor."""
