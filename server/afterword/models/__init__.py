"""Models on disk: finding, fetching, checking, unpacking and storing them. Runs none of them."""
