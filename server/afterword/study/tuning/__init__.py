"""Tuning a voice: a small adapter to a model, learned from one writer's texts.

Read in this order: ``tuning_recipe`` (the hyperparameters), ``writer_texts`` (texts to tokens),
``tunable_model`` (the base, frozen), ``lora`` (the adapter), ``reduced_softmax`` (the loss),
``voice_measures`` (what the voice is worth, and whether it copies), ``tuning_run`` (all of them together).
"""
