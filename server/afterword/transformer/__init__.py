"""A decoder-only Transformer in PyTorch: a reference that trains, and a runtime that serves.

Read in this order: ``configuration`` (what varies between families), ``embedding``, ``positions``,
``normalisation``, ``attention``, ``feed_forward``, ``model`` (the reference), ``families`` and
``weights`` (Hugging Face folders), ``linear``, ``cache``, ``inference``, ``runtime``,
``loading`` (serving).
Knows nothing of text, tokenizers, prompts or sampling.
"""
