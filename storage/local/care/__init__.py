"""What keeps a local library in order."""
