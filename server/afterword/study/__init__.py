"""Learning from texts: training a model of one's own. Torch is imported only where it is used.

Read in this order: ``corpora`` (files to documents), ``holding_out``, ``tokenizer_training``,
``recipes`` (sizes and schedule), ``windows`` (what each step reads), ``training`` (one step),
``held_out``, ``checkpoints``, ``saving``, ``plots``, ``training_run`` (all of it together).
"""
