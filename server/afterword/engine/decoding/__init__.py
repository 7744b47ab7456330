"""Decoding: prediction, sampling, token healing, stop strings, batches of takes."""
