"""Policies: the suggestions of the server, and the baselines that they are compared with."""
