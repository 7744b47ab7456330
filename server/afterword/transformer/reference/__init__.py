"""The reference implementation: a Transformer to read and to train, and to test serving code against."""
