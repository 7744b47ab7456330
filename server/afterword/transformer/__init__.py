"""A decoder-only Transformer in PyTorch: a reference model that trains, and runtimes that serve.

Read in this order: ``reference`` (``model_configuration``: what varies between families;
``reference_model``: the Transformer on one page; ``families`` and ``weights``: Hugging Face
folders), ``kv_cache``, ``interfaces``, ``runtime``, ``loading`` (serving), and then either
``torchscript`` (any processor) or ``compiled`` (int8, compiled for this processor).
Knows nothing of text, tokenizers, prompts or sampling.
"""
