"""The serving path for any processor: TorchScript modules that use torch's own kernels."""
