"""What may be shown: word lists over suggestions, never over the writer's own words."""
