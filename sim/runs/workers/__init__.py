"""Who simulates: threads here or a cluster, and what they are handed."""
