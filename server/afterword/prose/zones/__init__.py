"""Where no prose is written: code, mathematics, markup, addresses, heads."""
