"""What ``afterword judge`` asks for and prints in the terminal."""
