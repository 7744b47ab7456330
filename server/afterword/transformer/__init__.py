"""A decoder-only Transformer in PyTorch: a reference that trains, and a runtime that serves.

Read in this order: ``configuration`` (what varies between families), ``embedding``, ``positions``,
``normalisation``, ``attention``, ``feed_forward``, ``model`` (the reference), ``families`` and
``weights`` (Hugging Face folders), ``linear``, ``cache``, ``serving``, ``runtime``, ``loading``
(serving), and then either ``inference`` (TorchScript, anywhere) or ``compiled`` (int8, compiled for
this processor).
Knows nothing of text, tokenizers, prompts or sampling.
"""
