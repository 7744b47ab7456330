"""Training a model from nothing but texts."""
