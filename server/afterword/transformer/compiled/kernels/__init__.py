"""What compiled code computes: linear layers, attention, norms, by the processor's instructions."""
