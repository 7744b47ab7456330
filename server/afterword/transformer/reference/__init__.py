"""The Transformer as it is defined: readable, trainable, and what serving code is compared with."""
