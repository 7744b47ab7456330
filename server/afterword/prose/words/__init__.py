"""Words: counting them, the one being typed, the document's own, phrases."""
