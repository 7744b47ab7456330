"""Kernels: the functions of compiled code for linear layers, attention, norms and quantisation."""
