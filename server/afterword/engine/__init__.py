"""Engines, from a prompt to pieces of text, and the thread that they run on."""
