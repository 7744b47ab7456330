"""Measures on real texts what suggestions are worth: what was shown against what was written.

``places`` and ``stretches`` pick where, a ``Policy`` says what would be shown there, ``matching``
compares it with the text, ``figures`` adds it up.
"""
