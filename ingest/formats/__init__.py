"""One module or folder a format: how it is recognised, and what reads it."""
