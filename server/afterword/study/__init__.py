"""Training a model on one's own texts, and measuring: quality of suggestions, and speed.

Read in this order: ``training`` (from texts to a model), ``evaluating`` (the quality of suggestions),
``benchmarking`` (the speed of the server and of the engine). Torch is imported only where it is used.
"""
