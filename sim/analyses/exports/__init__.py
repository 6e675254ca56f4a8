"""A run's numbers for other programs: which tables and arrays there are, and what must stand beside them."""
