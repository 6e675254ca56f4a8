"""What the record says of the parameters: approximate Bayesian computation over a table of simulated worlds."""
