"""Quiet zones, where no prose is written: code, mathematics, markup, addresses, front matter."""
