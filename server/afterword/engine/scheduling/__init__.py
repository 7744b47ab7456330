"""The engine's thread, the scheduling of its jobs, and when models are loaded and unloaded."""
