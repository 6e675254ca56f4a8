"""The actors: one file per kind. Every state is an array with one number per world."""
