"""What verdicts add up to: win rates, strengths, agreement. Pure arithmetic, but for the summary."""
