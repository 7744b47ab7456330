"""Tuning a voice: a small adapter to a model, learned from one writer's texts.

Read in this order: ``tuning_recipe`` (the hyperparameters), ``writer_texts`` (texts to tokens),
``tunable_model`` (the base, frozen), ``lora`` (the adapter), ``reduced_softmax`` (the loss),
``voice_measures`` (what the voice is worth, and whether it copies), ``begun_tuning`` (these together),
``saved_voice`` (the voice and its card), ``tuning_run`` (the whole of it).
"""
