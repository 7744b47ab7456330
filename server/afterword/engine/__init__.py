"""Prompt in, text pieces out: the engines, and the thread that owns one."""
