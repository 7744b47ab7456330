"""What every feature uses: documents, positions, capabilities, progress, settings."""
