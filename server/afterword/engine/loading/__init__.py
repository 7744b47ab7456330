"""Loading an engine as the settings say."""
