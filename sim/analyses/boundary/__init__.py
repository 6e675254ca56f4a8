"""Where an outcome has a given share: the tipping line, searched by spending worlds near it."""
