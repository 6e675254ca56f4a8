"""Two generals and one river: the smallest crisis that has a red line in it. Run it with ``python -m``."""
