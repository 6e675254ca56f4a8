"""What differs between two runs, or between a run and its variants, in the same worlds."""
