"""An editor as far as a benchmark needs one: it starts a real server, types and asks."""
