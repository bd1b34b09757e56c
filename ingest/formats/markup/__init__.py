"""HTML and what is made of it: pages of the web, saved pages, books."""
