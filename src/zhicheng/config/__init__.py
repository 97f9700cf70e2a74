"""Settings and the root table of addresses."""
