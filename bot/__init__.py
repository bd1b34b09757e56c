"""The conversation: from a message to citations."""
