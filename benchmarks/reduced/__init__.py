"""The reduced crisis: small enough to be written faithfully in every framework; :mod:`.rules` defines it."""
