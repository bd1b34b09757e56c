"""The local engine's indexes in memory, kept in step with its database."""
