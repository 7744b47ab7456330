"""Runs an evaluation, part by part: single positions, simulated typing, likelihood, continuations."""
