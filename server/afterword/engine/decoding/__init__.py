"""From a prompt to text: prediction, sampling, healing, stopping, several takes at once."""
