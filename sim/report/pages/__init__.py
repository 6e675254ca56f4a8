"""Pages beside the report of a run: comparisons, backtests, fits, rivals, the gallery, images."""
