"""Folders whose files are followed: what is new, changed, renamed and removed there."""
