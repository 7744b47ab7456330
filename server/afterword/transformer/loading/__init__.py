"""Loading: from a model's folder to a runtime, by the fastest path that this processor allows."""
