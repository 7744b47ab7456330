"""What stands at a full stop and does not end a sentence, or belongs to the one that it ends."""
