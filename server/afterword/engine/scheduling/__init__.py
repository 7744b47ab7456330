"""The thread that models run on, what waits for it, and when a model is in memory."""
