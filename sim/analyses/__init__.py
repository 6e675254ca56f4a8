"""What can be asked of runs: one folder per question, numbers in, plain frozen results out."""
