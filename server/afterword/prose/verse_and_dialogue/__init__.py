"""Verse and dialogue: stanzas, syllables, rhymes, speakers' cues."""
