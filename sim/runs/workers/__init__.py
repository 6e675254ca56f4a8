"""Who simulates: worker processes here or on a cluster, and what they are handed."""
