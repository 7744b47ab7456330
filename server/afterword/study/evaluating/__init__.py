"""Evaluates suggestions on real texts: what was shown is compared with what was written.

``samples`` chooses cursors and stretches of text, a policy (``policies``) returns what would be shown
there, ``runs`` asks it, ``measures`` compares and adds up, ``report`` makes tables and pages.
"""
