"""A run on disk: what it leaves there, who writes and who reads it."""
