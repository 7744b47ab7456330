"""Blocks: small matrix products in vector registers, generated for each instruction set."""
