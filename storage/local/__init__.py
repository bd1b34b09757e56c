"""The engine that keeps a library in one folder, with SQLite as the only truth."""
