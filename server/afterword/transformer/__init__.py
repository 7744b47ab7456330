"""A decoder-only Transformer: a reference model in PyTorch that trains, and runtimes that serve.

Read in this order: ``reference`` (``model_configuration``: what varies between families;
``reference_model``: the Transformer on one page; ``families`` and ``weight_folder``: Hugging Face
folders), ``kv_cache``, ``serving_interfaces``, ``runtime``, ``loading`` (serving), and then either
``compiled`` (int8, compiled for this processor, without torch) or ``torchscript`` (any processor).
Knows nothing of text, tokenizers, prompts or sampling.
"""
