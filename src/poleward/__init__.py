"""poleward."""
