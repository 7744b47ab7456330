"""What is counted: matches, figures, intervals, thresholds. Arithmetic and text only."""
