"""Training a small language model from texts.

Read in this order: ``corpora`` (files to documents), ``corpus_split`` (held-out documents),
``learned_vocabulary`` (the tokenizer), ``recipes`` (sizes and schedule), ``window_order`` (the
tokens of each step), ``objectives`` and ``optimisers`` (what is descended, and how), ``trainer`` (one
step), ``held_out_loss`` and ``ngram_model`` (what it has to beat), ``checkpoints``, ``saved_model``,
``loss_plot``, ``training_run`` (all of them together).
"""
