"""PDFs: their text, its repair, and where each character stands."""
