"""Fitting a suggestion between the text before and after the cursor: spaces, marks, repetition."""
