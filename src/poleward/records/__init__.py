"""Published records in their native formats, read into typed tables."""
