"""The page on which a reader judges pairs: a server on this machine, and what it serves."""
