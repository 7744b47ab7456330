"""Quiet zones of each format that has markup: one file a format, and what several of them share."""
