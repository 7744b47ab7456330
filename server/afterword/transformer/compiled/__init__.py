"""The serving path as machine code: compiled by numba for this processor, once, and kept on disk.

torch has no int8 product that reads weights at the speed of memory for one row, and starts some 25
operations for each layer of each token. Here a whole forward is one call, without Python's lock.
Read ``layers`` first: it is the Transformer; ``program`` says who does which piece of it.
"""
