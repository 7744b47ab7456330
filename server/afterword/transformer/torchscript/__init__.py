"""The serving path where no code is compiled: TorchScript over torch's kernels."""
