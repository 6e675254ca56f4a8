"""What can be said of a run's tables: shares and their intervals, differences, ranges, words, worlds worth showing."""
