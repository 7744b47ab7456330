"""From the first byte to the last: transport, lifecycle, settings, logs."""
