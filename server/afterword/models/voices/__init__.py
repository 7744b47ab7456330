"""Voices: adapters that were tuned on one writer's texts, each in a folder of its own, with a card."""
