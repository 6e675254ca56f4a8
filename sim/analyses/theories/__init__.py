"""The same question under every theory: whether contrasts keep their sign, and how each theory foresaw the record."""
