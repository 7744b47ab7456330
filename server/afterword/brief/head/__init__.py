"""A document's head: the brief and the controls in its YAML front matter, and the title page made of them."""
