"""Training the event model: imported by `poleward train` alone; nothing that runs needs it (extra `train`)."""
