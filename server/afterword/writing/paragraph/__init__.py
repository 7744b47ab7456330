"""Continuations: from a cursor to whole sentences that fit in."""
