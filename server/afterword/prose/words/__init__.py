"""Words: boundaries and counts, the partly typed word, completion from the document, phrases."""
