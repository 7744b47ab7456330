"""Fetching model files over the network: only what the writer asked for, and checked before it is used."""
