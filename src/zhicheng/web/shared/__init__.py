"""What every page shares: the look, the rail, refusals, the viewer. Knows no audience."""
