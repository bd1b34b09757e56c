"""What words and sentences are, for finding, splitting and marking alike."""
