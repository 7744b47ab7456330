"""Running an evaluation, part by part."""
