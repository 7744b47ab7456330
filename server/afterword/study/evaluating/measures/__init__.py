"""Measures: accepted prefixes, figures, confidence intervals, thresholds. Arithmetic and text only."""
