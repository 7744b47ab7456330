"""Training a small language model from texts.

Read in this order: ``corpora`` (files to documents), ``corpus_split`` (held-out documents),
``learned_vocabulary`` (the tokenizer), ``recipes`` (sizes and schedule), ``windows`` (the tokens of
each step), ``trainer`` (one step), ``held_out_loss``, ``checkpoints``, ``saved_model``, ``loss_plot``,
``training_run`` (all of them together).
"""
