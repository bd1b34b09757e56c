"""States as HTML, in the language of whoever looks."""
