"""States as HTML, in the reader's language."""
