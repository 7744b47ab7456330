"""Fitting a new text between what stands before and after it."""
