"""Indexes as pure arrays, whatever engine keeps them: of vectors and of words."""
