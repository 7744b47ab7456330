"""Who is who: entries in a project's lore files, and which of them a text activates."""
