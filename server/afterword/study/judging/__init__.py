"""Judging blindly: pairs of continuations at the same openings, and what readers said of them."""
