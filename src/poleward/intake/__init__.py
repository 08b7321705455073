"""Files into the archive: pages and published records, counted, resumable, each once."""
