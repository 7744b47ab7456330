"""The serving path as machine code: compiled by numba for this processor, once, and kept on disk.

torch has no int8 product that reads weights at the speed of memory for one row, and it starts about
25 operations for each layer of each token. Here a whole forward pass is one call without the GIL.
Read ``kernels.layers`` first: it is the Transformer; ``program`` distributes it over threads.
"""
