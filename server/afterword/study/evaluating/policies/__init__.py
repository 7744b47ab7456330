"""What is measured: the served suggestions, and the baselines they are compared with."""
