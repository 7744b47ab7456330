"""Single characters: classes, graphemes, and the language that they tell."""
