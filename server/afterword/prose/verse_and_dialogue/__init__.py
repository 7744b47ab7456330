"""Verse and dialogue: stanzas, syllables, rhymes, pronunciations, speaker cues."""
