"""Models that follow instructions: their chat templates, and the sandbox that runs those."""
