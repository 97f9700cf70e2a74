"""What may be done to the pool of experts."""
