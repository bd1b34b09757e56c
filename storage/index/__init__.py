"""Indexes in memory, derived from the database: of vectors, of words, and their snapshot."""
