"""From a model's folder to a runtime: which path serves it here, and how that is put together."""
