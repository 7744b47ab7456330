"""Samples the next token from a prediction: penalties, favoured phrases, truncation."""
