"""Models on disk: finding, fetching, checking, unpacking and keeping them. Runs none of them."""
