"""Text read from pictures of pages, with the place of each word."""
