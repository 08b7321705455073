"""Pure functions on arrays: agreement, positions, event balance, exposure, breaks."""
