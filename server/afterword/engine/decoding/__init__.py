"""Decoding: one engine over a loaded model, token healing, speculation, stop strings, batches of takes."""
